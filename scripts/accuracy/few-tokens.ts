/** Answers of a few tokens, which the sets do not hold: the formulas against runs made here. */
import { openAnalysis } from '../../src/analysis/open.ts';
import type { LinearTime, Scenario } from '../../src/scenario/scenario.ts';
import {
  measuredIterations,
  measuredRequests,
  SEGMENTS,
} from '../../test/support/engine/summary.ts';
import { timeOf } from '../../test/support/engine/time-of.ts';
import { simulateEngine } from '../../test/support/engine.ts';

const iterationTime: LinearTime = {
  ...{ kind: 'linear', base: 6e-3, perPrefillToken: 25e-6, perAttentionPair: 1e-9 },
  ...{ perDecodeRequest: 20e-6, perContextToken: 40e-9 },
};
const engine = { policy: 'chunked-prefill', maxBatchSize: 64, tokenBudget: 2048 } as const;
const promptTokens = { distribution: 'lognormal', mean: 600, cv: 1, max: 8192 } as const;
const LOADS = [0.3, 0.6, 0.8] as const;
const OUTPUTS = [1, 2, 3, 5, 10, 20] as const;
const REQUESTS = 200_000;

export interface FewTokens {
  readonly outputTokens: number;
  readonly load: number;
  /** Relative errors; NaN where there is no second token. */
  readonly errors: { readonly [quantity: string]: number };
}

export function fewTokens(): readonly FewTokens[] {
  return OUTPUTS.flatMap((outputTokens) => LOADS.map((load) => compare(outputTokens, load)));
}

function compare(value: number, load: number): FewTokens {
  const outputTokens = { distribution: 'fixed', value } as const;
  const scenario: Scenario = {
    ...{ iterationTime, engine: { ...engine, gpuMemoryUtilization: 0.9 }, sla: {} },
    traffic: { arrivals: { process: 'poisson', rate: 1 }, promptTokens, outputTokens },
  };
  const analysis = openAnalysis(scenario);
  const arrivalRate = load * analysis.maxArrivalRate;
  const answer = analysis.at(arrivalRate);
  const run = simulateEngine({
    ...{ arrivalRate, iterationTime: timeOf(iterationTime), engine, promptTokens, outputTokens },
    ...{ requests: REQUESTS, segments: SEGMENTS, seed: 20_262 },
  });
  const ttft = measuredRequests(run, 'ttft').value;
  const e2e = measuredRequests(run, 'e2e').value;
  const tbt = measuredIterations(run, 'tbt').value;
  return {
    ...{ outputTokens: value, load },
    errors: {
      'TTFT mean': answer.ttft.mean / ttft.mean - 1,
      'TTFT p99': answer.ttft.p99 / ttft.p99 - 1,
      'TBT mean': value > 1 ? answer.tbt.mean / tbt.mean - 1 : Number.NaN,
      'TBT p99': value > 1 ? answer.tbt.p99 / tbt.p99 - 1 : Number.NaN,
      'E2E mean': answer.e2e.mean / e2e.mean - 1,
      'E2E p99': answer.e2e.p99 / e2e.p99 - 1,
    },
  };
}
