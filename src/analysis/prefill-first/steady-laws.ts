/** The laws of everything an engine that serves prompts first does, in the order of docs/model.md. */
import { Histogram } from '../../numerics/histogram.ts';
import { classLaws } from '../chunked-prefill/class-laws.ts';
import { clumpBehind, e2eLaw, NO_GAPS, tpotLaw } from '../chunked-prefill/completion.ts';
import type { Laws } from '../policy-analysis.ts';
import { iterationsOf, promptIterations } from './composition.ts';
import type { PrefillFirst } from './engine.ts';
import { firstToken, onlyPrompts } from './first-token.ts';
import { stalledGaps } from './gaps.ts';
import { decodesAt } from './occupancy.ts';
import { stalledSums } from './sums.ts';

/** Requests of fewer decode iterations than this on average have none. */
const NO_DECODES = 1e-9;

export function steadyLaws(engine: PrefillFirst, arrivalRate: number): Laws {
  if (engine.server.workload.outputs.decodeMean < NO_DECODES)
    return promptLaws(engine, arrivalRate);
  const state = decodesAt(engine, arrivalRate);
  const first = firstToken(engine, arrivalRate, state);
  const gaps = stalledGaps(engine, arrivalRate, state, first);
  const sums = stalledSums(engine, arrivalRate, state, gaps);
  const { law: iterations, batch } = iterationsOf(engine, arrivalRate, state, first);
  return {
    prefillWait: first.prefillWait,
    generationWait: gaps.stalls,
    ttft: first.ttft,
    tbt: gaps.law,
    meanGap: gaps.law.mean,
    tpot: tpotLaw(sums, engine.server.workload.outputs),
    e2e: e2eLaw(sums, first.ttfts, engine.server.workload.classes, () =>
      clumpBehind(first.ttft.mean),
    ),
    ...classLaws(engine.server.workload, first, sums),
    preemptions: state.blocked * engine.limits.memory.preemptions,
    iterations,
    batch,
  };
}

/** Answers of one token: the engine is a queue of prompts. */
function promptLaws(engine: PrefillFirst, arrivalRate: number): Laws {
  const first = onlyPrompts(engine, arrivalRate);
  const { law: iterations, batch } = promptIterations(engine, arrivalRate, first.queue);
  const nothing = new Histogram();
  return {
    prefillWait: first.prefillWait,
    ttft: first.ttft,
    tbt: nothing,
    meanGap: 0,
    tpot: nothing,
    e2e: first.ttft,
    ...classLaws(engine.server.workload, first, NO_GAPS),
    iterations,
    batch,
  };
}
