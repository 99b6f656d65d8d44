/**
 * The answer by formula: latency percentiles, queues, batch and memory of a scenario. Nothing
 * is simulated. In the order of docs/model.md.
 */
import type { Histogram } from '../numerics/histogram.ts';
import type { LatencySummary, Prediction } from '../scenario/metrics.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { errorBand } from './accuracy.ts';
import { checkScenario } from './check.ts';
import { e2eLaw, gapSums, tpotLaw } from './completion.ts';
import { addLoneIterations, capacityMix, composition, pace } from './composition.ts';
import { firstToken, typicalBacklog } from './first-token.ts';
import { tokenGaps } from './generation-wait.ts';
import { memoryUse } from './memory.ts';
import { occupancy } from './occupancy.ts';
import { type Prepared, prepare } from './prepare.ts';

/**
 * Latency percentiles and capacity of a scenario.
 *
 * Approximation; the measured error of each metric is in `errorBand` and docs/accuracy.md.
 * Overload is an answer: `stable` is false, TTFT and E2E are Infinity.
 *
 * @throws InvalidInputError if the scenario is not usable, with every fault.
 * @see docs/model.md
 */
export function predict(scenario: Scenario): Prediction {
  checkScenario(scenario);
  return analyze(prepare(scenario), scenario.traffic.arrivals.rate);
}

/** The same for a prepared scenario at another rate. */
export function analyze(prepared: Prepared, arrivalRate: number): Prediction {
  const { server, limits } = prepared;
  const perEngine = arrivalRate / server.engines;
  if (limits.arrivalRate === 0) return doesNotFit(prepared);
  if (perEngine >= OVERLOAD * limits.arrivalRate) return overloaded(prepared, arrivalRate);
  return steady(prepared, arrivalRate);
}

/** TBT and TPOT alone, at a rate below the stability limit: the same as in `analyze`. */
export function analyzeGaps(
  prepared: Prepared,
  arrivalRate: number,
): Pick<Prediction, 'tbt' | 'tpot'> {
  const { server, work, limits } = prepared;
  const perEngine = arrivalRate / server.engines;
  const state = occupancy(server, work, limits, perEngine);
  const gaps = tokenGaps(server, state, typicalBacklog(server, work, perEngine, state));
  const tpot = tpotLaw(gapSums(server, work, state, gaps, perEngine));
  return { tbt: summary(gaps.law, gaps.mean), tpot: summary(tpot, tpot.mean) };
}

/** Loads from here on are answered as overload: the wait is beyond any use, and the formulas too. */
const OVERLOAD = 0.9999;

function steady(prepared: Prepared, offered: number): Prediction {
  const { server, work, limits, warnings } = prepared;
  const arrivalRate = offered / server.engines;
  const utilization = arrivalRate / limits.arrivalRate;

  const state = occupancy(server, work, limits, arrivalRate);
  const first = firstToken(server, work, limits, arrivalRate, state);
  const gaps = tokenGaps(server, state, first.chain);
  const sums = gapSums(server, work, state, gaps, arrivalRate);
  const tpot = tpotLaw(sums);
  const speed = pace(server, state);
  const decoding = gaps.iterations.weight;
  const lone = decoding > 0 ? (speed.loneShare * decoding) / (1 - speed.loneShare) : 1;
  addLoneIterations(server, (seconds, share) => gaps.iterations.add(seconds, share * lone));
  const batch = composition(server, limits, arrivalRate, first.chain, speed);
  const prefilling = arrivalRate * (first.ttft.mean - first.prefillWait.mean);
  const { decodeMean } = server.workload.outputs;
  const running = arrivalRate * decodeMean * gaps.mean;

  return {
    stable: true,
    utilization,
    maxArrivalRate: limits.arrivalRate * server.engines,
    bottleneck: limits.bottleneck,
    throughput: throughput(prepared, offered),
    ttft: summary(first.ttft, first.ttft.mean),
    tbt: summary(gaps.law, gaps.mean),
    tpot: summary(tpot, tpot.mean),
    e2e: summary(e2eLaw(sums, first.ttft), first.ttft.mean + decodeMean * gaps.mean),
    queues: {
      prefillWait: { mean: first.prefillWait.mean, p99: first.prefillWait.quantile(0.99) },
      ...NO_WAITS,
    },
    iterationTime: { mean: speed.meanIteration, p99: gaps.iterations.quantile(0.99) },
    batch,
    memory: memoryUse(prepared, running, prefilling),
    errorBand: errorBand(utilization),
    warnings: utilization > 0.95 ? [...warnings, NEAR_LIMIT] : warnings,
  };
}

/** Ongoing prompts go first and decodes never wait under chunked prefill: exactly zero. */
const NO_WAITS = {
  chunkWait: { mean: 0, p99: 0 },
  generationWait: { mean: 0, p99: 0 },
};
const NEAR_LIMIT =
  'load above 95 % of the stability limit: 1 % of error in the limit is 20 % or more in the wait';

function summary(law: Histogram, mean: number): LatencySummary {
  return {
    mean,
    p50: law.quantile(0.5),
    p90: law.quantile(0.9),
    p95: law.quantile(0.95),
    p99: law.quantile(0.99),
  };
}

function throughput({ server }: Prepared, requests: number): Prediction['throughput'] {
  const { prompts, outputs } = server.workload;
  return {
    requests,
    promptTokens: requests * prompts.meanLength,
    outputTokens: requests * outputs.mean,
  };
}

const UNBOUNDED = { mean: Infinity, p50: Infinity, p90: Infinity, p95: Infinity, p99: Infinity };

/** Everything grows but the iterations, which are those of the largest load with a steady state. */
function overloaded(prepared: Prepared, offered: number): Prediction {
  const { server, limits, warnings } = prepared;
  const carried = limits.arrivalRate * server.engines;
  const near = steady(prepared, 0.999 * carried);
  return {
    ...near,
    stable: false,
    utilization: offered / carried,
    throughput: throughput(prepared, carried),
    ttft: UNBOUNDED,
    e2e: UNBOUNDED,
    queues: { prefillWait: { mean: Infinity, p99: Infinity }, ...NO_WAITS },
    warnings: [
      ...warnings,
      `overload: ${offered.toPrecision(3)} /s offered, at most ${carried.toPrecision(3)} /s can be carried; the backlog grows by ${(offered - carried).toPrecision(3)} requests every second`,
    ],
  };
}

function doesNotFit(prepared: Prepared): Prediction {
  const { server, limits, warnings, perGpu } = prepared;
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
    queues: { prefillWait: { mean: Infinity, p99: Infinity }, ...NO_WAITS },
    iterationTime: { mean: Infinity, p99: Infinity },
    batch: { mean: capacityMix(server, limits), atCapacity: capacityMix(server, limits) },
    memory: memoryUse(prepared, 0, 0),
    errorBand: errorBand(0),
    warnings: [
      ...warnings,
      `not one request of mean length fits into memory; what would fit: ${remedy}`,
    ],
  };
}
