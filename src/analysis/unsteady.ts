/** Answers without a steady state: more load than the engine carries, or a model that does not fit. */
import type { ClassPrediction, Prediction } from '../scenario/metrics.ts';
import { errorBand } from './accuracy.ts';
import { memoryUse } from './engine/memory.ts';
import type { Prepared } from './prepare.ts';

const NO_WAIT = { mean: 0, p99: 0 };
export function throughput({ server }: Prepared, requests: number): Prediction['throughput'] {
  const { prompts, outputs } = server.workload;
  return {
    requests,
    promptTokens: requests * prompts.meanLength,
    outputTokens: requests * outputs.mean,
  };
}

const UNBOUNDED = { mean: Infinity, p50: Infinity, p90: Infinity, p95: Infinity, p99: Infinity };

/** Everything grows but the iterations, which are those of the largest load with a steady state. */
export function overloaded(prepared: Prepared, offered: number, near: Prediction): Prediction {
  const { server, analysis, warnings } = prepared;
  const carried = analysis.limits.arrivalRate * server.engines;
  return {
    ...near,
    stable: false,
    utilization: offered / carried,
    throughput: throughput(prepared, carried),
    ttft: UNBOUNDED,
    e2e: UNBOUNDED,
    queues: { ...near.queues, prefillWait: { mean: Infinity, p99: Infinity } },
    ...(near.classes === undefined ? {} : { classes: near.classes.map(withoutEnd) }),
    warnings: [
      ...warnings,
      `overload: ${offered.toPrecision(3)} /s offered, at most ${carried.toPrecision(3)} /s can be carried; the backlog grows by ${(offered - carried).toPrecision(3)} requests every second`,
    ],
  };
}

/** Whatever its priority, a class that shares the engine with an overload is told no wait. */
function withoutEnd(one: ClassPrediction): ClassPrediction {
  const prefillWait = { mean: Infinity, p99: Infinity };
  return { ...one, prefillWait, ttft: UNBOUNDED, e2e: UNBOUNDED };
}

export function doesNotFit(prepared: Prepared): Prediction {
  const { analysis, region, kinds, warnings, perGpu } = prepared;
  const { atCapacity } = analysis.limits;
  const remedy = perGpu?.remedy ?? 'raise engine.kvCapacity';
  return {
    stable: false,
    utilization: Infinity,
    maxArrivalRate: 0,
    bottleneck: 'memory',
    throughput: throughput(prepared, 0),
    ttft: UNBOUNDED,
    tbt: UNBOUNDED,
    tpot: UNBOUNDED,
    e2e: UNBOUNDED,
    queues: {
      prefillWait: { mean: Infinity, p99: Infinity },
      chunkWait: NO_WAIT,
      generationWait: NO_WAIT,
    },
    iterationTime: { mean: Infinity, p99: Infinity },
    batch: { mean: atCapacity, atCapacity },
    memory: memoryUse(prepared, 0, 0, 0),
    region,
    kinds,
    errorBand: errorBand(0, kinds),
    warnings: [
      ...warnings,
      `not one request of mean length fits into memory; what would fit: ${remedy}`,
    ],
  };
}
