/**
 * The designed grid: eight pairs of length laws × four shapes of t_inf × seven loads, each pair and
 * shape with engine settings of its own, so that every setting meets many laws.
 */
import { openAnalysis } from '../../src/analysis/open.ts';
import type { LengthLaw, LinearTime, RooflineTime } from '../../src/scenario/scenario.ts';
import type { PoissonQuestion } from './case.ts';

export interface NamedQuestion {
  readonly id: string;
  readonly scenario: PoissonQuestion;
}

export const DESIGN_LOADS = [0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95] as const;

const lognormal = (mean: number, cv: number, max: number): LengthLaw => ({
  ...{ distribution: 'lognormal', mean, cv, max },
});
const LAWS: { readonly [name: string]: readonly [prompt: LengthLaw, output: LengthLaw] } = {
  chat: [lognormal(1000, 1, 8192), lognormal(200, 1, 2048)],
  code: [lognormal(2000, 0.8, 8192), lognormal(30, 1, 512)],
  summary: [lognormal(4000, 0.5, 16_384), lognormal(150, 0.6, 1024)],
  heavy: [lognormal(1000, 2, 16_384), lognormal(200, 2, 4096)],
  fixed: [
    { distribution: 'fixed', value: 512 },
    { distribution: 'fixed', value: 128 },
  ],
  write: [
    { distribution: 'gamma', mean: 150, cv: 0.7, max: 4096 },
    { distribution: 'gamma', mean: 500, cv: 0.8, max: 4096 },
  ],
  even: [
    { distribution: 'uniform', min: 100, max: 1900 },
    { distribution: 'uniform', min: 10, max: 390 },
  ],
  modes: [
    { distribution: 'empirical', values: [64, 512, 6000], weights: [5, 4, 1] },
    { distribution: 'geometric', mean: 80, max: 4096 },
  ],
};

const TIMES: { readonly [name: string]: LinearTime | RooflineTime } = {
  'line-8b': {
    ...{ kind: 'linear', base: 6e-3, perPrefillToken: 25e-6, perAttentionPair: 1e-9 },
    ...{ perDecodeRequest: 20e-6, perContextToken: 40e-9 },
  },
  'line-70b': {
    ...{ kind: 'linear', base: 22e-3, perPrefillToken: 80e-6, perAttentionPair: 2e-9 },
    ...{ perDecodeRequest: 60e-6, perContextToken: 60e-9 },
  },
  'roof-8b': {
    ...{ kind: 'roofline', base: 1.5e-3 },
    memory: { base: 5.5e-3, perContextToken: 42e-9, perPrefillToken: 0 },
    compute: {
      ...{ perPrefillToken: 24e-6, perAttentionPair: 1e-9 },
      ...{ perDecodeRequest: 24e-6, perContextToken: 4e-9 },
    },
  },
  'roof-moe': {
    ...{ kind: 'roofline', base: 4e-3 },
    memory: { base: 14e-3, perContextToken: 20e-9, perPrefillToken: 2e-6 },
    compute: {
      ...{ perPrefillToken: 30e-6, perAttentionPair: 0.8e-9 },
      ...{ perDecodeRequest: 30e-6, perContextToken: 2e-9 },
    },
  },
};

const ENGINES = [
  { maxBatchSize: 256, tokenBudget: 2048 },
  { maxBatchSize: 128, tokenBudget: 512 },
  { maxBatchSize: 32, tokenBudget: 8192 },
  { maxBatchSize: 64, tokenBudget: 1024, chunkSize: 256 },
  { maxBatchSize: 512, tokenBudget: 4096 },
  { maxBatchSize: 16, tokenBudget: 2048 },
  { maxBatchSize: 256, tokenBudget: 8192, chunkSize: 1024 },
  { maxBatchSize: 48, tokenBudget: 256 },
] as const;

export function designedQuestions(): readonly NamedQuestion[] {
  return Object.entries(LAWS).flatMap(([law, [promptTokens, outputTokens]], lawPlace) =>
    Object.entries(TIMES).flatMap(([time, iterationTime], timePlace) => {
      // A Latin square: of two laws or two shapes, no setting is met in the same combination twice.
      const settings = ENGINES[(lawPlace + 3 * timePlace) % ENGINES.length] ?? ENGINES[0];
      const engine = { policy: 'chunked-prefill', gpuMemoryUtilization: 0.9, ...settings } as const;
      const lengths = { promptTokens, outputTokens };
      return atLoads({ iterationTime, engine, lengths }, `${law}/${time}`, DESIGN_LOADS);
    }),
  );
}

/** The same engine and lengths at shares of its stability limit. */
export function atLoads(
  { iterationTime, engine, lengths }: Unloaded,
  name: string,
  loads: readonly number[],
): readonly NamedQuestion[] {
  const at = (rate: number): PoissonQuestion => ({
    ...{ iterationTime, engine, sla: {} },
    traffic: { arrivals: { process: 'poisson', rate }, ...lengths },
  });
  const { maxArrivalRate } = openAnalysis(at(1));
  return loads.map((load) => ({ id: `${name}/${load}`, scenario: at(load * maxArrivalRate) }));
}

export interface Unloaded {
  readonly iterationTime: LinearTime | RooflineTime;
  readonly engine: PoissonQuestion['engine'];
  readonly lengths: { readonly promptTokens: LengthLaw; readonly outputTokens: LengthLaw };
}
