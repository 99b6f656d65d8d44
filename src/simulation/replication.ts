/** One replication: a run with a seed of its own, its warm-up dropped, and what it measured. */
import { type Random, randomStream } from '../numerics/random.ts';
import { engineTimeOf } from '../performance/iteration-time.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { deploy, kvCapacityOf } from './deployment.ts';
import type { TimeOf } from './engine/iterate.ts';
import { type Latencies, latenciesOf } from './measure/latencies.ts';
import { type Settling, settling } from './measure/settling.ts';
import { mergedTallies, type Tally } from './measure/tally.ts';
import { backlogChanges, type Change, type Completions, completionsIn } from './measure/window.ts';
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
  /** What was measured after them, in parts that follow each other. */
  readonly batches: readonly MeasuredBatch[];
  readonly backlogChanges: readonly Change[];
  /** KV caches that share the load. */
  readonly caches: number;
  /** Tokens that one of them holds; Infinity without a limit. */
  readonly kvCapacity: number;
}

/** Requests that followed each other, and the iterations while they arrived. */
export interface MeasuredBatch {
  readonly latencies: Latencies;
  readonly tally: Tally;
  readonly completions: Completions;
}

const SEGMENTS = 20;
/** Parts of a run that settles: long ones, as results that are close in time are alike. */
const BATCHES = 5;

export function runReplication(spec: ReplicationSpec, hooks: Hooks = {}): Replication {
  const { run, caches, kvCapacity } = simulateOnce(spec, hooks);
  const arrived = Math.min(run.arrived, spec.requests);
  const { drop, settled } = spec.settles ? settling(run.record.found) : ALL;
  const first = Math.ceil((drop / spec.requests) * SEGMENTS);
  const warmUp = rowOf(first, spec.requests);
  return {
    ...{ settled, warmUp, arrived },
    batches: measuredBatches(run, spec, first, arrived),
    backlogChanges: backlogChanges(run),
    ...{ caches, kvCapacity },
  };
}

const ALL: Settling = { drop: 0, settled: true };

function rowOf(segment: number, requests: number): number {
  return Math.ceil((segment * requests) / SEGMENTS);
}

function measuredBatches(
  run: Run,
  spec: ReplicationSpec,
  first: number,
  arrived: number,
): readonly MeasuredBatch[] {
  const { requests, record } = run;
  const count = spec.settles ? BATCHES : 1;
  const edge = (batch: number) => Math.round(first + (batch * (SEGMENTS - first)) / count);
  const row = (segment: number) => Math.min(arrived, rowOf(segment, spec.requests));
  return Array.from({ length: count }, (_, batch) => ({
    latencies: latenciesOf(requests, row(edge(batch)), row(edge(batch + 1))),
    tally: mergedTallies(record.segments.slice(edge(batch), edge(batch + 1))),
    completions: completionsIn(run, row(edge(batch)), row(edge(batch + 1))),
  }));
}

/** The run itself, request by request. */
export function simulateOnce({ scenario, requests: awaited, seed }: ReplicationSpec, hooks: Hooks) {
  const { traffic, iterationTime, engine } = scenario;
  // Requests after the last awaited one keep the load up until that has left.
  const rows = mayFollow(scenario) ? 2 * awaited : awaited;
  const requests = emptyRequests(rows);
  const kvCapacity = kvCapacityOf(scenario, meanRequestTokens(traffic));
  const deployment = deploy(scenario, kvCapacity, requests);
  const spec = { traffic, deployment, requests, rows, awaited, segments: SEGMENTS, seed };
  const run = runEngines({
    ...spec,
    timeOf:
      hooks.timeOf ?? drawnTime(hooks, seed) ?? engineTimeOf(iterationTime, engine.speculation),
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
