/** The laws of everything a steady engine does, in the order of docs/model.md. */
import { Histogram } from '../../numerics/histogram.ts';
import type { Laws } from '../policy-analysis.ts';
import type { ChunkedPrefill } from './analysis.ts';
import { backlog } from './backlog.ts';
import { classLaws, ownClumps, reordered } from './class-laws.ts';
import { e2eLaw, gapSums, tpotLaw } from './completion.ts';
import {
  addLoneIterations,
  addPromptIterations,
  composition,
  type Pace,
  pace,
  promptPace,
} from './composition.ts';
import { tokenGaps } from './generation-wait.ts';
import type { Occupancy } from './occupancy.ts';

/** At λ requests per second to one engine, below its stability limit. */
export function steadyLaws(prepared: ChunkedPrefill, arrivalRate: number): Laws {
  const { server, work, limits, stage } = prepared;
  const state = prepared.stateAt(arrivalRate);
  const first = stage.firstToken(arrivalRate, state);
  const gaps = tokenGaps(server, state, first.chain);
  const sums = gapSums(server, work, state, gaps, arrivalRate);
  const { law: iterations, speed } = iterationLaw(prepared, arrivalRate, state, gaps.iterations);
  return {
    prefillWait: first.prefillWait,
    ...(first.chunkWait === undefined ? {} : { chunkWait: first.chunkWait }),
    ttft: first.ttft,
    tbt: gaps.law,
    meanGap: gaps.mean + reordered(server, sums, first),
    tpot: tpotLaw(sums, server.workload.outputs),
    e2e: e2eLaw(sums, first.ttfts, server.workload.classes, ownClumps(first)),
    ...classLaws(server.workload, first, sums),
    preemptions: state.blocked * limits.memory.preemptions,
    iterations,
    batch: composition(server, limits, arrivalRate, first.chain, speed),
  };
}

/** How long iterations are and how often they run, from the law of those with decodes. */
export function iterationLaw(
  { server, work }: ChunkedPrefill,
  arrivalRate: number,
  state: Occupancy,
  withDecodes: Histogram,
): { readonly law: Histogram; readonly speed: Pace } {
  const { prompts, outputs } = server.workload;
  const alone =
    outputs.decodeMean > 0 ? undefined : backlog(server, work, arrivalRate, 0, { sleeps: true });
  if (alone !== undefined) {
    const law = new Histogram();
    addPromptIterations(alone, (seconds, share) => law.add(seconds, share));
    return { law, speed: promptPace(alone, prompts.mean) };
  }
  const speed = pace(server, state);
  const decoding = withDecodes.weight;
  const lone = decoding > 0 ? (speed.loneShare * decoding) / (1 - speed.loneShare) : 1;
  addLoneIterations(server, (seconds, share) => withDecodes.add(seconds, share * lone));
  return { law: withDecodes, speed };
}
