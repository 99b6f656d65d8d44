/** One replication: a run with a seed of its own, its warm-up dropped, and what it measured. */
import { type Random, randomStream } from '../numerics/random.ts';
import { iterationTimeOf } from '../performance/iteration-time.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { deploy, kvCapacityOf } from './deployment.ts';
import type { TimeOf } from './engine/iterate.ts';
import { type Latencies, latenciesOf } from './measure/latencies.ts';
import { mergedTallies, type Tally } from './measure/tally.ts';
import { type Truncation, warmUp } from './measure/warm-up.ts';
import { backlogGrowth, type Completions, completionsIn } from './measure/window.ts';
import { emptyRequests } from './requests.ts';
import { type ObservedIteration, type Run, runEngines } from './run.ts';
import { meanRequestTokens } from './traffic/source.ts';

export interface ReplicationSpec {
  readonly scenario: Scenario;
  /** Requests, those of the warm-up included. */
  readonly requests: number;
  readonly seed: number;
  /** Whether an initial transient is looked for and dropped. */
  readonly settles: boolean;
}

/** What only a caller in the same process can ask for. */
export interface Hooks {
  /** Draws the time of each iteration, in place of t_inf. */
  readonly serviceTime?: (random: Random) => number;
  /** t_inf that may look at the chunks too. */
  readonly timeOf?: TimeOf;
  readonly observe?: (iteration: ObservedIteration) => void;
}

/** Plain data: it goes from a worker thread to the main one. */
export interface Replication {
  readonly settled: boolean;
  /** Requests dropped at the start. */
  readonly warmUp: number;
  readonly arrived: number;
  readonly latencies: Latencies;
  readonly tally: Tally;
  readonly completions: Completions;
  /** Slope of the requests in the system over the second half, per second. */
  readonly growth: number;
  /** KV caches that share the load. */
  readonly caches: number;
  /** Tokens that one of them holds; Infinity without a limit. */
  readonly kvCapacity: number;
}

const SEGMENTS = 20;

export function runReplication(spec: ReplicationSpec, hooks: Hooks = {}): Replication {
  const { run, caches, kvCapacity } = simulateOnce(spec, hooks);
  const { segments, edges } = run.record;
  const { drop, settled } = spec.settles ? transient(run, spec.requests) : NO_TRANSIENT;
  const first = Math.ceil((drop / spec.requests) * SEGMENTS);
  const from = Math.ceil((first * spec.requests) / SEGMENTS);
  return {
    settled,
    warmUp: from,
    arrived: Math.min(run.arrived, spec.requests),
    latencies: latenciesOf(run.requests, from, Math.min(run.arrived, spec.requests)),
    tally: mergedTallies(segments.slice(first)),
    completions: completionsIn(run, from, spec.requests),
    growth: backlogGrowth(edges),
    ...{ caches, kvCapacity },
  };
}

/** The run itself, request by request. */
export function simulateOnce({ scenario, requests: awaited, seed }: ReplicationSpec, hooks: Hooks) {
  const { traffic, iterationTime } = scenario;
  // Requests after the last awaited one keep the load up until that has left.
  const rows = mayFollow(scenario) ? 2 * awaited : awaited;
  const requests = emptyRequests(rows);
  const kvCapacity = kvCapacityOf(scenario, meanRequestTokens(traffic));
  const deployment = deploy(scenario, kvCapacity, requests);
  const spec = { traffic, deployment, requests, rows, awaited, segments: SEGMENTS, seed };
  const run = runEngines({
    ...spec,
    timeOf: hooks.timeOf ?? drawnTime(hooks, seed) ?? iterationTimeOf(iterationTime),
    ...(hooks.observe === undefined ? {} : { observe: hooks.observe }),
  });
  return { run, caches: deployment.caches, kvCapacity };
}

function drawnTime({ serviceTime }: Hooks, seed: number): TimeOf | undefined {
  if (serviceTime === undefined) return undefined;
  const random = randomStream(seed, 'service');
  return () => serviceTime(random);
}

/** A trace and a plan end by themselves. */
function mayFollow({ traffic: { arrivals } }: Scenario): boolean {
  if (arrivals.process === 'trace') return false;
  return arrivals.process !== 'schedule' || arrivals.repeat === true;
}

const NO_TRANSIENT: Truncation = { drop: 0, settled: true };
/** A run begins empty: so much is dropped whatever the series say. */
const LEAST_WARM_UP = 0.05;

/** The longer of the transients of TTFT and E2E, request by request. */
function transient({ requests }: Run, count: number): Truncation {
  const since = (end: Float64Array) =>
    end.slice(0, count).map((time, row) => time - (requests.arrival[row] as number));
  const found = [warmUp(since(requests.firstToken)), warmUp(since(requests.left))];
  return {
    drop: Math.max(LEAST_WARM_UP * count, ...found.map(({ drop }) => drop)),
    settled: found.every(({ settled }) => settled),
  };
}
