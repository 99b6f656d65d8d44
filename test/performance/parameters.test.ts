import { expect, test } from 'vitest';
import { activeParameterCount, parameterCount } from '../../src/performance/memory/parameters.ts';
import { catalogueModel, catalogueNames } from './catalogue.ts';

/** Billions of parameters in the published weights (sums of tensor sizes on the model cards), all and active. */
const PUBLISHED: Record<string, readonly [number, number?]> = {
  'bloom-176b': [176.23],
  'codellama-34b': [33.74],
  'deepseek-r1': [671.03, 37.55],
  'deepseek-v2-lite': [15.71, 2.66],
  'deepseek-v3': [671.03, 37.55],
  'gemma-2-27b': [27.23],
  'gemma-2-9b': [9.24],
  'gemma-3-12b': [11.77],
  'gemma-3-27b': [27.01],
  'glm-5': [743.18, 41.05],
  'gpt-oss-120b': [116.79, 5.71],
  'gpt-oss-20b': [20.91, 4.19],
  'internlm-20b': [20.09],
  'kimi-k2.5': [1026.41, 32.86],
  'llama-2-13b': [13.02],
  'llama-2-70b': [68.98],
  'llama-2-7b': [6.74],
  'llama-3.1-405b': [405.85],
  'llama-3.1-70b': [70.55],
  'llama-3.1-8b': [8.03],
  'llama-4-maverick-17b-128e': [400.71, 17.18],
  'llama-4-scout-17b-16e': [107.77, 17.17],
  'minimax-m2.5': [228.69, 11.03],
  'mistral-7b': [7.24],
  'mistral-nemo-12b': [12.25],
  'mixtral-8x22b': [140.62, 39.15],
  'mixtral-8x7b': [46.7, 12.88],
  'phi-2': [2.78],
  'phi-3-medium-14b': [13.96],
  'phi-3-mini-3.8b': [3.82],
  'phi-4-14b': [14.66],
  'phi-mini-moe': [7.65, 2.36],
  'qwen-72b': [72.28],
  'qwen2.5-14b': [14.77],
  'qwen2.5-32b': [32.76],
  'qwen2.5-72b': [72.7],
  'qwen2.5-7b': [7.62],
  'qwen3-14b': [14.77],
  'qwen3-235b-a22b': [235.09, 22.19],
  'qwen3-30b-a3b': [30.53, 3.35],
  'qwen3-32b': [32.76],
  'qwen3-8b': [8.19],
  'yi-34b': [34.39],
};

test('every model of the catalogue has a published size here', () =>
  expect(Object.keys(PUBLISHED).sort()).toEqual([...catalogueNames('llms')].sort()));

test.each(Object.entries(PUBLISHED))(
  '%s: the matrices add up to the published size',
  (name, sizes) => {
    const [all, active] = sizes;
    const model = catalogueModel(name);
    expect(Math.abs(parameterCount(model) / 1e9 / all - 1)).toBeLessThan(0.01);
    if (active !== undefined)
      expect(Math.abs(activeParameterCount(model) / 1e9 / active - 1)).toBeLessThan(0.01);
  },
);
