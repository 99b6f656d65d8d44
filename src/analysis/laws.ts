/** The laws of everything a steady engine does, in the order of docs/model.md. */
import type { Histogram } from '../numerics/histogram.ts';
import type { BatchSummary } from '../scenario/metrics.ts';
import { e2eLaw, gapSums, tpotLaw } from './completion.ts';
import { addLoneIterations, composition, pace } from './composition.ts';
import { firstToken } from './first-token.ts';
import { tokenGaps } from './generation-wait.ts';
import type { Prepared } from './prepare.ts';
import { soloLaws } from './solo.ts';

export interface Laws {
  readonly prefillWait: Histogram;
  readonly ttft: Histogram;
  readonly tbt: Histogram;
  /** E[TBT], free of the points its law is made of. */
  readonly meanGap: number;
  readonly tpot: Histogram;
  readonly e2e: Histogram;
  readonly iterations: Histogram;
  readonly batch: BatchSummary;
}

/** At λ requests per second to one engine, below its stability limit. */
export function steadyLaws(prepared: Prepared, arrivalRate: number): Laws {
  const { server, work, limits } = prepared;
  if (limits.slots < 2) return soloLaws(server, limits, arrivalRate);
  const state = prepared.stateAt(arrivalRate);
  const first = firstToken(server, work, limits, arrivalRate, state);
  const gaps = tokenGaps(server, state, first.chain);
  const sums = gapSums(server, work, state, gaps, arrivalRate);
  const speed = pace(server, state);
  const decoding = gaps.iterations.weight;
  const lone = decoding > 0 ? (speed.loneShare * decoding) / (1 - speed.loneShare) : 1;
  addLoneIterations(server, (seconds, share) => gaps.iterations.add(seconds, share * lone));
  return {
    prefillWait: first.prefillWait,
    ttft: first.ttft,
    tbt: gaps.law,
    meanGap: gaps.mean,
    tpot: tpotLaw(sums),
    e2e: e2eLaw(sums, first.ttft),
    iterations: gaps.iterations,
    batch: composition(server, limits, arrivalRate, first.chain, speed),
  };
}
