/**
 * One run of the engines: requests arrive, iterations pass, tokens come. Arrivals during an
 * iteration are seen at its end; an idle engine starts at once. What happens first goes first, and
 * an arrival goes before an iteration that starts at the same time.
 */
import FlatQueue from 'flatqueue';
import { type Random, randomStream } from '../numerics/random.ts';
import type { Traffic } from '../scenario/scenario.ts';
import type { Deployment } from './deployment.ts';
import { type Effects, iterate, type TimeOf } from './engine/iterate.ts';
import { everFits } from './engine/kv-cache.ts';
import { joinInTurn, lengthOf, takeOut } from './engine/row-queue.ts';
import type { EngineState } from './engine/state.ts';
import { emptyRecorder, type Recorder } from './measure/recorder.ts';
import { type Impatient, nextToGiveUp } from './patience.ts';
import { entryFor, nextDecoder, type Replica, type Routing, routing } from './replica.ts';
import { GAVE_UP, NEVER_FITS, type RequestColumns, TURNED_AWAY } from './requests.ts';
import { requestSource, type Source } from './traffic/source.ts';

export interface RunSpec {
  readonly traffic: Traffic;
  readonly deployment: Deployment;
  readonly requests: RequestColumns;
  readonly timeOf: TimeOf;
  /** Requests that arrive at most. */
  readonly rows: number;
  /** The run ends when so many of the first have left. */
  readonly awaited: number;
  /** Parts into which the awaited are cut by order of arrival, each with a tally of its own. */
  readonly segments: number;
  readonly seed: number;
  readonly observe?: (iteration: ObservedIteration) => void;
}

/** An iteration that has ended, before its tokens are given out. */
export interface ObservedIteration {
  readonly engine: EngineState;
  readonly start: number;
  readonly duration: number;
}

export interface Run {
  readonly requests: RequestColumns;
  /** Requests that arrived. */
  readonly arrived: number;
  readonly record: Recorder;
}

interface Running {
  readonly spec: RunSpec;
  readonly source: Source;
  readonly router: Routing;
  /** Splits the requests of a replica among its ranks. */
  readonly ranks: Random;
  /** Index of the replica of an engine, by its id. */
  readonly replicaOf: readonly number[];
  /** Prompts on their way to a decode engine, by the time they get there. */
  readonly transfers: FlatQueue<number>;
  readonly record: Recorder;
  readonly effects: Effects;
}

export function runEngines(spec: RunSpec): Run {
  const running = start(spec);
  while (running.record.remaining > 0 && step(running));
  return { requests: spec.requests, arrived: running.source.count, record: running.record };
}

/** Lets the next thing happen; false when nothing ever will. */
function step(running: Running): boolean {
  const { source, transfers, spec } = running;
  const engine = earliest(spec.deployment.engines);
  const boundary = engine?.clock ?? Infinity;
  const transfer = transfers.peekValue() ?? Infinity;
  const impatient = nextToGiveUp(spec.deployment);
  const next = Math.min(source.nextTime, transfer);
  if (impatient !== undefined && impatient.time < boundary && impatient.time <= next)
    giveUp(running, impatient);
  else if (source.nextTime <= boundary && source.nextTime <= transfer) {
    if (source.nextTime === Infinity) return false;
    receiveRequest(running);
  } else if (engine === undefined || transfer <= boundary) receivePrompt(running, transfer);
  else advance(running, engine);
  return true;
}

function start(spec: RunSpec): Running {
  const { traffic, requests, deployment, rows, seed } = spec;
  const source = requestSource(traffic, requests, rows, seed);
  const transfers = new FlatQueue<number>();
  const { replicas } = deployment;
  const replicaOf = replicas.flatMap(({ engines }, index) => engines.map(() => index));
  const router = routing(replicas.length, deployment.router, randomStream(seed, 'router'));
  const record = emptyRecorder(spec.awaited, spec.segments);
  const effects: Effects = {
    timeOf: spec.timeOf,
    onIteration: (engine, began, duration) => {
      record.onIteration(engine, duration);
      spec.observe?.({ engine, start: began, duration });
    },
    drafts: randomStream(seed, 'accepted drafts'),
    onGap: record.onGap,
    handsOver: (row, engine) => {
      const { decoders, entries } = replicas[replicaOf[engine.id] as number] as Replica;
      if (decoders.length === 0 || !entries.includes(engine)) return false;
      transfers.push(row, engine.clock + deployment.transferTime(requests.prompt[row] as number));
      return true;
    },
    onLeave: (row, engine) => {
      router.onLeave(replicaOf[engine.id] as number, requests.left[row] as number);
      record.onLeave(row);
      source.onLeave(requests.left[row] as number);
    },
  };
  const ranks = randomStream(seed, 'routing');
  return { spec, source, router, ranks, replicaOf, transfers, record, effects };
}

/** The engine whose next iteration starts first; undefined when all are idle. */
function earliest(engines: readonly EngineState[]): EngineState | undefined {
  let found: EngineState | undefined;
  for (const engine of engines) if (engine.clock < (found?.clock ?? Infinity)) found = engine;
  return found;
}

/** A request arrives: it joins a queue, or is turned away. */
function receiveRequest({ spec, source, router, ranks, record, effects }: Running): void {
  const { requests, deployment } = spec;
  const row = source.count;
  source.arrive();
  record.onArrival();
  const time = requests.arrival[row] as number;
  const replica = deployment.replicas[router.choose(time)] as Replica;
  const engine = entryFor(replica, ranks);
  const memory = (replica.decoders[0] ?? engine).cache;
  const outcome = !everFits(memory, requests, row)
    ? NEVER_FITS
    : isFull(engine)
      ? TURNED_AWAY
      : undefined;
  if (outcome === undefined) enqueue(engine, row, time);
  else refuse(effects, requests, row, outcome, time, engine);
}

/** Whoever comes to an idle engine starts at once and waits for nobody. */
function isFull({ clock, waiting, limits }: EngineState): boolean {
  return clock !== Infinity && lengthOf(waiting) >= limits.queueLimit;
}

function enqueue(engine: EngineState, row: number, time: number): void {
  engine.requests.engine[row] = engine.id;
  joinInTurn(engine.waiting, row, engine.requests.priority);
  if (engine.clock === Infinity) engine.clock = time;
}

function refuse(
  { onLeave }: Effects,
  requests: RequestColumns,
  row: number,
  outcome: number,
  time: number,
  engine: EngineState,
): void {
  requests.outcome[row] = outcome;
  requests.left[row] = time;
  onLeave(row, engine);
}

/** A computed prompt reaches the decode engine whose turn it is. */
function receivePrompt({ transfers, spec, replicaOf }: Running, time: number): void {
  const row = transfers.pop() as number;
  const replica = replicaOf[spec.requests.engine[row] as number] as number;
  enqueue(nextDecoder(spec.deployment.replicas[replica] as Replica), row, time);
}

/** The next iteration of an engine, at the end of its last; it sleeps when there is nothing to do. */
function advance({ effects }: Running, engine: EngineState): void {
  if (hasWork(engine)) iterate(engine, effects);
  else engine.clock = Infinity;
}

function hasWork({ waiting, prompts, decodes }: EngineState): boolean {
  return decodes > 0 || prompts.length > 0 || waiting.head < waiting.rows.length;
}

/** Leaves the queue before an iteration has begun its prompt. */
function giveUp({ spec, effects }: Running, { engine, row, time }: Impatient): void {
  takeOut(engine.waiting, row);
  refuse(effects, spec.requests, row, GAVE_UP, time, engine);
}
