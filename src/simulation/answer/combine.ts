/** The answer from its replications. */
import type {
  Estimate,
  MeasuredClass,
  MeasuredLatency,
  RequestCounts,
  RunKind,
  RunSize,
  Simulation,
} from '../../scenario/simulation.ts';
import type { Latencies, Outcomes } from '../measure/latencies.ts';
import type { Sums } from '../measure/tally.ts';
import type { MeasuredBatch, Replication } from '../replication.ts';
import { histogramLatency, latencyOf, ratioEstimate, waitOf } from './estimate.ts';
import { backlogGrowth } from './steadiness.ts';
import { warningsOf } from './warnings.ts';

/** @param classes names of the classes of requests, none where there are none. */
export function combine(
  replications: readonly Replication[],
  kind: RunKind,
  seed: number,
  classes: readonly string[] = [],
): Simulation {
  const first = replications[0] as Replication;
  const groups = replications.map(({ batches }) => batches);
  const requestTime = (of: (one: Latencies) => Float64Array) =>
    latencyOf(mapped(groups, ({ latencies }) => of(latencies)));
  const histogram = (key: 'tbt' | 'gapWait' | 'iterationTime') =>
    histogramLatency(mapped(groups, ({ tally }) => tally[key]));
  const endless = kind === 'overload' ? forever : unchanged;
  const iterationTime = histogram('iterationTime');
  const counts = requestCounts(replications);
  const ttft = endless(requestTime((latencies) => latencies.ttft));
  return {
    kind,
    backlogGrowth: backlogGrowth(replications),
    requests: counts,
    run: runSize(replications, seed),
    throughput: throughput(groups),
    ttft,
    tbt: histogram('tbt'),
    tpot: requestTime(({ tpot }) => tpot),
    e2e: endless(requestTime(({ e2e }) => e2e)),
    queues: {
      prefillWait: waitOf(endless(requestTime(({ prefillWait }) => prefillWait))),
      chunkWait: waitOf(requestTime(({ chunkWait }) => chunkWait)),
      generationWait: waitOf(histogram('gapWait')),
    },
    ...(classes.length === 0 ? {} : { classes: classes.map(measuredClass(groups, endless)) }),
    iterationTime: waitOf(iterationTime),
    batch: { mean: { ...meanBatch(groups), iterationTime: iterationTime.mean } },
    memory: {
      kvCapacity: first.kvCapacity,
      kvUsed: tokensHeld(groups, first.caches),
    },
    warnings: warningsOf(kind, counts, ttft.mean),
  };
}

type Finally = (latency: MeasuredLatency) => MeasuredLatency;

/** The same figures of the requests of one class. */
function measuredClass(groups: Batches, endless: Finally) {
  return (name: string, kind: number): MeasuredClass => {
    const of = (values: Float64Array, kinds: Uint8Array) =>
      values.filter((_, place) => kinds[place] === kind);
    const requestTime = (key: 'ttft' | 'e2e' | 'prefillWait') =>
      endless(latencyOf(mapped(groups, ({ latencies }) => of(latencies[key], latencies.kinds))));
    const tpots = mapped(groups, ({ latencies: { tpot, tpotKinds } }) => of(tpot, tpotKinds));
    const completed = mapped(groups, ({ latencies: { kinds } }) =>
      kinds.reduce((sum, one) => sum + (one === kind ? 1 : 0), 0),
    );
    return {
      name,
      completed: completed.flat().reduce((sum, count) => sum + count, 0),
      prefillWait: waitOf(requestTime('prefillWait')),
      ttft: requestTime('ttft'),
      tpot: latencyOf(tpots),
      e2e: requestTime('e2e'),
    };
  };
}

function mapped<T>(groups: Batches, of: (batch: MeasuredBatch) => T): readonly (readonly T[])[] {
  return groups.map((batches) => batches.map(of));
}

const unchanged = (latency: MeasuredLatency) => latency;

/** What grows as long as it is watched has no figure. */
function forever(latency: MeasuredLatency): MeasuredLatency {
  const entries = Object.keys(latency).map((key) => [key, { value: Infinity, halfWidth: 0 }]);
  return Object.fromEntries(entries) as MeasuredLatency;
}

function known(estimate: Estimate | null): Estimate {
  return estimate ?? { value: 0, halfWidth: 0 };
}

type Batches = readonly (readonly MeasuredBatch[])[];

/** Tokens whose keys and values are held, of one cache. */
function tokensHeld(groups: Batches, caches: number): Estimate {
  const perCache = groups.map((batches) =>
    batches.map(
      ({ tally, completions }) =>
        [tally.sums.kvTokenSeconds, completions.seconds * caches] as const,
    ),
  );
  return known(ratioEstimate(perCache));
}

function throughput(groups: Batches): Simulation['throughput'] {
  const rate = (key: 'requests' | 'promptTokens' | 'outputTokens') =>
    known(
      ratioEstimate(
        groups.map((batches) =>
          batches.map(({ completions }) => [completions[key], completions.seconds] as const),
        ),
      ),
    );
  return {
    requests: rate('requests'),
    promptTokens: rate('promptTokens'),
    outputTokens: rate('outputTokens'),
  };
}

function meanBatch(groups: Batches) {
  const perIteration = (key: keyof Sums) =>
    ratioEstimate(
      groups.map((batches) =>
        batches.map(({ tally: { sums } }) => [sums[key], sums.iterations] as const),
      ),
    );
  return {
    prefillRequests: perIteration('prefillRequests'),
    chunkTokens: perIteration('prefillTokens'),
    decodes: perIteration('decodes'),
    contextTokens: perIteration('contextTokens'),
  };
}

function requestCounts(replications: readonly Replication[]): RequestCounts {
  const total = (of: (one: Replication) => number) =>
    replications.reduce((sum, one) => sum + of(one), 0);
  const ended = (key: keyof Outcomes) =>
    sumOver(replications, ({ latencies }) => latencies.outcomes[key]);
  return {
    arrived: total(({ arrived, warmUp }) => arrived - warmUp),
    completed: ended('completed'),
    neverFit: ended('neverFit'),
    turnedAway: ended('turnedAway'),
    gaveUp: ended('gaveUp'),
    preemptions: ended('preemptions'),
    warmUp: total(({ warmUp }) => warmUp),
  };
}

function runSize(replications: readonly Replication[], seed: number): RunSize {
  return {
    replications: replications.length,
    seed,
    iterations: sumOver(replications, ({ tally }) => tally.sums.iterations),
    seconds: sumOver(replications, ({ completions }) => completions.seconds),
  };
}

function sumOver(replications: readonly Replication[], of: (batch: MeasuredBatch) => number) {
  return replications.flatMap(({ batches }) => batches).reduce((sum, batch) => sum + of(batch), 0);
}
