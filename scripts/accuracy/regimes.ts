/** Where the formulas are weak: kinds of scenario, each told from the scenario and its load alone. */
import { prefillInDecodes } from '../../src/analysis/chunked-prefill/region.ts';
import { serverOf } from '../../src/analysis/engine/server.ts';
import type { Answered } from './errors.ts';

export interface Features {
  readonly load: number;
  readonly slots: number;
  /** Output tokens of a mean request. */
  readonly outputTokens: number;
  /** Prefill of a mean prompt alone, in iterations that carry one decode and no prompt. */
  readonly prefillInDecodes: number;
  readonly hasFixedOutputs: boolean;
}

export function featuresOf({ one, answer }: Answered): Features {
  const { traffic, engine } = one.scenario;
  const server = serverOf(one.scenario, Infinity);
  return {
    load: answer.utilization,
    slots: engine.maxBatchSize,
    outputTokens: server.workload.outputs.mean,
    prefillInDecodes: prefillInDecodes(server),
    hasFixedOutputs: traffic.outputTokens.distribution === 'fixed',
  };
}

export interface Regime {
  readonly name: string;
  readonly holds: (features: Features) => boolean;
}

/** Numbers are bounds between cases looked at, not constants of the model. */
export const REGIMES: readonly Regime[] = [
  {
    name: 'a mean prompt lasts 20 decode iterations or more',
    holds: ({ prefillInDecodes: ratio }) => ratio >= 20,
  },
  {
    name: 'a mean prompt lasts a quarter of its decoding or more',
    holds: ({ prefillInDecodes: ratio, outputTokens }) => ratio >= outputTokens / 4,
  },
  { name: 'at most 8 slots, load above 0.6', holds: ({ slots, load }) => slots <= 8 && load > 0.6 },
  {
    name: 'at most 8 slots, fixed outputs, any load',
    holds: ({ slots, hasFixedOutputs }) => slots <= 8 && hasFixedOutputs,
  },
  { name: 'load above 0.92', holds: ({ load }) => load > 0.92 },
];

export const isWeak = (features: Features) => REGIMES.some(({ holds }) => holds(features));
