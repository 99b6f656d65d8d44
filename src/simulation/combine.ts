/** The answer from its replications. */
import type {
  Estimate,
  MeasuredLatency,
  RequestCounts,
  RunKind,
  RunSize,
  Simulation,
} from '../scenario/simulation.ts';
import { histogramLatency, latencyOf, ratioEstimate, waitOf } from './measure/estimate.ts';
import type { Outcomes } from './measure/latencies.ts';
import type { Sums } from './measure/tally.ts';
import type { Replication } from './replication.ts';
import { backlogGrowth } from './steadiness.ts';
import { warningsOf } from './warnings.ts';

export function combine(
  replications: readonly Replication[],
  kind: RunKind,
  seed: number,
): Simulation {
  const latencies = replications.map((replication) => replication.latencies);
  const tallies = replications.map(({ tally }) => tally);
  const requestTime = (of: (one: Replication['latencies']) => Float64Array) =>
    latencyOf(latencies.map(of));
  const endless = kind === 'overload' ? forever : unchanged;
  const iterationTime = histogramLatency(tallies.map((tally) => tally.iterationTime));
  const counts = requestCounts(replications);
  return {
    kind,
    backlogGrowth: backlogGrowth(replications),
    requests: counts,
    run: runSize(replications, seed),
    throughput: throughput(replications),
    ttft: endless(requestTime(({ ttft }) => ttft)),
    tbt: histogramLatency(tallies.map(({ tbt }) => tbt)),
    tpot: requestTime(({ tpot }) => tpot),
    e2e: endless(requestTime(({ e2e }) => e2e)),
    queues: {
      prefillWait: waitOf(endless(requestTime(({ prefillWait }) => prefillWait))),
      chunkWait: waitOf(requestTime(({ chunkWait }) => chunkWait)),
      generationWait: waitOf(histogramLatency(tallies.map(({ gapWait }) => gapWait))),
    },
    iterationTime: waitOf(iterationTime),
    batch: { mean: { ...meanBatch(replications), iterationTime: iterationTime.mean } },
    memory: {
      kvCapacity: (replications[0] as Replication).kvCapacity,
      kvUsed: known(
        ratioEstimate(
          replications.map(({ tally, completions, caches }) => [
            tally.sums.kvTokenSeconds,
            completions.seconds * caches,
          ]),
        ),
      ),
    },
    warnings: warningsOf(kind, counts),
  };
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

function throughput(replications: readonly Replication[]): Simulation['throughput'] {
  const rate = (key: 'requests' | 'promptTokens' | 'outputTokens') =>
    known(
      ratioEstimate(replications.map(({ completions }) => [completions[key], completions.seconds])),
    );
  return {
    requests: rate('requests'),
    promptTokens: rate('promptTokens'),
    outputTokens: rate('outputTokens'),
  };
}

function meanBatch(replications: readonly Replication[]) {
  const perIteration = (key: keyof Sums) =>
    ratioEstimate(replications.map(({ tally: { sums } }) => [sums[key], sums.iterations] as const));
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
  const ended = (key: keyof Outcomes) => total(({ latencies }) => latencies.outcomes[key]);
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
  const total = (of: (one: Replication) => number) =>
    replications.reduce((sum, one) => sum + of(one), 0);
  return {
    replications: replications.length,
    seed,
    iterations: total(({ tally }) => tally.sums.iterations),
    seconds: total(({ completions }) => completions.seconds),
  };
}
