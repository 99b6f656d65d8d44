/**
 * The answer by formula: latency percentiles, queues, batch and memory of a scenario. Nothing
 * is simulated. In the order of docs/model.md.
 */
import type { Histogram } from '../numerics/histogram.ts';
import { meanArrivalRate } from '../scenario/mean-rate.ts';
import type { LatencySummary, Prediction, WaitSummary } from '../scenario/metrics.ts';
import type { WholeClass } from '../scenario/request-classes.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { errorBand } from './accuracy.ts';
import { checkFormulas } from './check.ts';
import { memoryUse } from './engine/memory.ts';
import type { GapLaws, Laws } from './policy-analysis.ts';
import { type Prepared, prepare } from './prepare.ts';
import { withoutTimes } from './recorded.ts';
import { besidePlain } from './speculation/beside-plain.ts';
import { doesNotFit, overloaded, throughput } from './unsteady.ts';

/**
 * Latency percentiles and capacity of a scenario.
 *
 * Approximation; the measured error of each metric is in `errorBand` and docs/accuracy.md.
 * Overload is an answer: `stable` is false, TTFT and E2E are Infinity.
 *
 * @throws InvalidInputError if the scenario is not usable, with every fault.
 * @see docs/model.md
 */
export function predict(asked: Scenario): Prediction {
  const { scenario, warnings } = withoutTimes(asked);
  checkFormulas(scenario);
  const rate = meanArrivalRate(scenario.traffic.arrivals);
  const answer = analyze(prepare(scenario, warnings), rate);
  return scenario.engine.speculation === undefined ? answer : besidePlain(scenario, answer, rate);
}

/** The same for a prepared scenario at another rate. */
export function analyze(prepared: Prepared, arrivalRate: number): Prediction {
  const { server, analysis } = prepared;
  const { limits } = analysis;
  const perEngine = arrivalRate / server.engines;
  if (limits.arrivalRate === 0) return doesNotFit(prepared);
  if (perEngine >= OVERLOAD * limits.arrivalRate) {
    const carried = limits.arrivalRate * server.engines;
    return overloaded(prepared, arrivalRate, steady(prepared, 0.999 * carried));
  }
  return steady(prepared, arrivalRate);
}

/** TBT and TPOT alone, at a rate below the stability limit: the same as in `analyze`. */
export function analyzeGaps(
  { server, analysis, kinds }: Prepared,
  arrivalRate: number,
): Pick<Prediction, 'tbt' | 'tpot' | 'errorBand'> {
  const perEngine = arrivalRate / server.engines;
  return {
    ...tokenSummaries(analysis.gaps(perEngine)),
    errorBand: errorBand(perEngine / analysis.limits.arrivalRate, kinds),
  };
}

function tokenSummaries({ tbt, meanGap, tpot }: GapLaws) {
  return { tbt: summary(tbt, meanGap), tpot: summary(tpot, tpot.mean) };
}

/** Loads from here on are answered as overload: the wait is beyond any use, and the formulas too. */
const OVERLOAD = 0.9999;

function steady(prepared: Prepared, offered: number): Prediction {
  const { server, analysis, region, kinds, warnings } = prepared;
  const { limits } = analysis;
  const arrivalRate = offered / server.engines;
  const utilization = arrivalRate / limits.arrivalRate;
  const laws = analysis.laws(arrivalRate);
  const { prefillWait, ttft, meanGap, iterations, batch, preemptions = 0 } = laws;
  const { gapMean } = server.workload.outputs;
  const held = laws.held ?? {
    decodes: arrivalRate * gapMean * meanGap,
    prefills: arrivalRate * (ttft.mean - prefillWait.mean),
  };
  return {
    stable: true,
    utilization,
    maxArrivalRate: limits.arrivalRate * server.engines,
    bottleneck: limits.bottleneck,
    throughput: throughput(prepared, offered),
    ttft: summary(ttft, ttft.mean),
    ...tokenSummaries(laws),
    e2e: summary(laws.e2e, ttft.mean + gapMean * meanGap),
    queues: {
      prefillWait: waitSummary(prefillWait),
      chunkWait: waitSummary(laws.chunkWait),
      generationWait: waitSummary(laws.generationWait),
    },
    ...classSummaries(prepared, laws),
    iterationTime: { mean: batch.mean.iterationTime, p99: iterations.quantile(0.99) },
    batch,
    memory: memoryUse(prepared, held.decodes, held.prefills, preemptions),
    region,
    kinds,
    errorBand: errorBand(utilization, kinds),
    warnings: [
      ...warnings,
      ...(laws.warnings ?? []),
      ...(preemptions > OFTEN ? [preempted(preemptions)] : []),
      ...(utilization > 0.95 ? [NEAR_LIMIT] : []),
    ],
  };
}

function classSummaries(
  { classes }: Prepared,
  { classes: laws = [] }: Laws,
): Pick<Prediction, 'classes'> {
  if (laws.length === 0) return {};
  return {
    classes: laws.map(({ prefillWait, ttft, tpot, e2e }, place) => {
      const { name, share } = classes[place] as WholeClass;
      return {
        ...{ name, share },
        prefillWait: waitSummary(prefillWait),
        ttft: summary(ttft, ttft.mean),
        tpot: summary(tpot, tpot.mean),
        e2e: summary(e2e, e2e.mean),
      };
    }),
  };
}

/** Preemptions of a request from which on they are worth a word. */
const OFTEN = 0.01;

function preempted(preemptions: number): string {
  return `the KV cache is too small for this load: about ${(100 * preemptions).toPrecision(2)} preemptions for 100 requests, each of which computes its prompt again; raise engine.kvWatermark or the memory, or reserve it (engine.preemption)`;
}

const NEAR_LIMIT =
  'load above 95 % of the stability limit: 1 % of error in the limit is 20 % or more in the wait';

/** A wait that is zero by construction has no law. */
function waitSummary(law: Histogram | undefined): WaitSummary {
  return law === undefined ? { mean: 0, p99: 0 } : { mean: law.mean, p99: law.quantile(0.99) };
}

function summary(law: Histogram, mean: number): LatencySummary {
  return {
    mean,
    p50: law.quantile(0.5),
    p90: law.quantile(0.9),
    p95: law.quantile(0.95),
    p99: law.quantile(0.99),
  };
}
