import type { Batch } from '../../src/scenario/batch.ts';
import type { ServedModel } from '../../src/scenario/scenario.ts';
import type { Draw } from '../support/cases.ts';
import { catalogueHardware, catalogueModel } from './catalogue.ts';

interface Deployment extends Partial<ServedModel['parallelism']> {
  readonly weights?: ServedModel['precision']['weights'];
}

/** A model of the catalogue on a GPU of the catalogue. */
export function serve(model: string, hardware: string, deployment: Deployment = {}): ServedModel {
  const { weights = 'bf16', ...parallelism } = deployment;
  return {
    kind: 'hardware',
    model: catalogueModel(model),
    hardware: catalogueHardware(hardware),
    parallelism: { tensor: 1, pipeline: 1, expert: 1, data: 1, ...parallelism },
    precision: { weights, kvCache: 'bf16' },
  };
}

/** Deployments that between them use every operator and both kinds of mixed attention. */
export const deployments: readonly (readonly [string, ServedModel])[] = [
  ['dense, split', serve('qwen3-14b', 'h100-sxm')],
  [
    'dense, tensor and pipeline',
    serve('llama-3.1-70b', 'h200', { tensor: 4, pipeline: 2, weights: 'fp8' }),
  ],
  ['dense, fused', serve('llama-3.1-8b', 'rtx-pro-6000-server')],
  ['windows, fused', serve('gemma-3-27b', 'l40s', { tensor: 4 })],
  ['experts, fused', serve('mixtral-8x7b', 'a100-80g-sxm', { tensor: 2, weights: 'int4' })],
  ['experts and windows', serve('gpt-oss-120b', 'b200', { weights: 'fp4' })],
  ['latent attention', serve('deepseek-v3', 'h200', { tensor: 8, weights: 'fp8' })],
  [
    'data and expert parallel',
    serve('deepseek-v3', 'h100-sxm', { data: 16, expert: 16, weights: 'fp8' }),
  ],
];

/** Any batch an engine may run, fractions of a request included. */
export function anyBatch(between: Draw): Batch {
  const prefillRequests = between(0.05, 8);
  const chunk = between(1, 4096);
  const before = between(1, 30_000);
  const decodeRequests = between(0.05, 400);
  return {
    prefillRequests,
    prefillTokens: prefillRequests * chunk,
    attentionPairs: prefillRequests * chunk * (before + chunk / 2),
    prefillContext: prefillRequests * (before + chunk),
    decodeRequests,
    contextTokens: decodeRequests * between(1, 30_000),
  };
}
