import { openAnalysis } from '../../src/analysis/open.ts';
import type { Prediction } from '../../src/scenario/metrics.ts';
import type {
  Engine,
  IterationTimeModel,
  LengthLaw,
  LinearTime,
  RooflineTime,
  Scenario,
  Sla,
  Traffic,
} from '../../src/scenario/scenario.ts';
import type { Draw } from '../support/cases.ts';

/** An 8B model on a large GPU, about. */
export const LINE: LinearTime = {
  kind: 'linear',
  base: 6e-3,
  perPrefillToken: 25e-6,
  perAttentionPair: 1e-9,
  perDecodeRequest: 20e-6,
  perContextToken: 40e-9,
};
export const ROOF: RooflineTime = {
  kind: 'roofline',
  base: 1.2e-3,
  memory: { base: 4.8e-3, perContextToken: 39e-9, perPrefillToken: 0 },
  compute: {
    perPrefillToken: 27e-6,
    perAttentionPair: 1e-9,
    perDecodeRequest: 27e-6,
    perContextToken: 0,
  },
};

export interface Changes {
  readonly time?: IterationTimeModel;
  readonly engine?: Partial<Engine>;
  readonly traffic?: Partial<Omit<Traffic, 'arrivals'>>;
  readonly rate?: number;
  readonly sla?: Sla;
}

/** A chat service, with what a test changes of it. */
export function serving({ time, engine, traffic, rate, sla }: Changes = {}): Scenario {
  return {
    iterationTime: time ?? LINE,
    engine: {
      policy: 'chunked-prefill',
      maxBatchSize: 64,
      tokenBudget: 1024,
      gpuMemoryUtilization: 0.9,
      ...engine,
    },
    traffic: {
      arrivals: { process: 'poisson', rate: rate ?? 8 },
      promptTokens: { distribution: 'lognormal', mean: 600, cv: 1 },
      outputTokens: { distribution: 'gamma', mean: 100, cv: 0.8 },
      ...traffic,
    },
    sla: sla ?? {},
  };
}

export function poissonRate({ traffic: { arrivals } }: Scenario): number {
  if (arrivals.process !== 'poisson') throw new Error(`no rate of ${arrivals.process}`);
  return arrivals.rate;
}

/** The answer at a share of the stability limit. */
export function atLoad(scenario: Scenario, load: number): Prediction {
  const { at, maxArrivalRate } = openAnalysis(scenario);
  return at(load * maxArrivalRate);
}

/** A random scenario of ordinary size. */
export function ordinary(between: Draw): Scenario {
  const maxBatchSize = Math.round(between(4, 256));
  const chunk = between(1, 10) < 3 ? { chunkSize: Math.round(between(64, 1024)) } : {};
  return serving({
    time: between(1, 2) < 1.41 ? lineOf(between) : roofOf(between),
    engine: { maxBatchSize, tokenBudget: maxBatchSize + Math.round(between(200, 8000)), ...chunk },
    traffic: { promptTokens: lengths(between, 2000), outputTokens: lengths(between, 400) },
  });
}

export function lineOf(between: Draw): LinearTime {
  return {
    kind: 'linear',
    base: between(2e-3, 3e-2),
    perPrefillToken: between(1e-5, 2e-4),
    perAttentionPair: between(1e-10, 1e-8),
    perDecodeRequest: between(1e-6, 1e-4),
    perContextToken: between(5e-9, 1e-7),
  };
}

export function roofOf(between: Draw): RooflineTime {
  return {
    kind: 'roofline',
    base: between(5e-4, 5e-3),
    memory: {
      base: between(2e-3, 2e-2),
      perContextToken: between(5e-9, 1e-7),
      perPrefillToken: between(1e-8, 1e-6),
    },
    compute: {
      perPrefillToken: between(1e-5, 2e-4),
      perAttentionPair: between(1e-10, 1e-8),
      perDecodeRequest: between(1e-5, 2e-4),
      perContextToken: between(1e-10, 1e-9),
    },
  };
}

/** A law with a mean between a tenth of `most` and `most`. */
export function lengths(between: Draw, most: number): LengthLaw {
  const mean = between(most / 10, most);
  const cv = between(0.2, 1.5);
  const laws: readonly LengthLaw[] = [
    { distribution: 'fixed', value: Math.round(mean) },
    { distribution: 'uniform', min: 1, max: Math.round(2 * mean) },
    { distribution: 'lognormal', mean, cv },
    { distribution: 'gamma', mean, cv, max: Math.round(8 * mean) },
    { distribution: 'geometric', mean },
    { distribution: 'exponential', mean, min: 2 },
  ];
  return (
    laws[Math.floor(Math.log(between(1, Math.E)) * laws.length)] ??
    laws[0] ?? { distribution: 'fixed', value: 1 }
  );
}
