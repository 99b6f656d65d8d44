/**
 * One run of the engines: requests arrive, iterations pass, tokens come. Arrivals during an
 * iteration are seen at its end; an idle engine starts at once. What happens first goes first, and
 * an arrival goes before an iteration that starts at the same time.
 */
import FlatQueue from 'flatqueue';
import { type Random, randomStream } from '../numerics/random.ts';
import type { Traffic } from '../scenario/scenario.ts';
import { type Deployment, entryFor } from './deployment.ts';
import { type Effects, iterate, type TimeOf } from './engine/iterate.ts';
import { everFits } from './engine/kv-cache.ts';
import { joinBack, lengthOf, takeOut } from './engine/row-queue.ts';
import type { EngineState } from './engine/state.ts';
import { emptyRecorder, type Recorder } from './measure/recorder.ts';
import { type Impatient, nextToGiveUp } from './patience.ts';
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
  readonly routing: Random;
  /** Prompts on their way to a decode engine, by the time they get there. */
  readonly transfers: FlatQueue<number>;
  readonly record: Recorder;
  readonly effects: Effects;
  /** Prompts that decode engines were given so far. */
  handedOver: number;
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
  const record = emptyRecorder(spec.awaited, spec.segments);
  const effects: Effects = {
    timeOf: spec.timeOf,
    onIteration: (engine, began, duration) => {
      record.onIteration(engine, duration);
      spec.observe?.({ engine, start: began, duration });
    },
    onGap: record.onGap,
    handsOver: (row, engine) => {
      if (deployment.decoders.length === 0 || !deployment.entries.includes(engine)) return false;
      transfers.push(row, engine.clock + deployment.transferTime(requests.prompt[row] as number));
      return true;
    },
    onLeave: (row) => {
      record.onLeave(row);
      source.onLeave(requests.left[row] as number);
    },
  };
  const routing = randomStream(seed, 'routing');
  return { spec, source, routing, transfers, record, effects, handedOver: 0 };
}

/** The engine whose next iteration starts first; undefined when all are idle. */
function earliest(engines: readonly EngineState[]): EngineState | undefined {
  let found: EngineState | undefined;
  for (const engine of engines) if (engine.clock < (found?.clock ?? Infinity)) found = engine;
  return found;
}

/** A request arrives: it joins a queue, or is turned away. */
function receiveRequest({ spec, source, routing, record, effects }: Running): void {
  const { deployment, requests } = spec;
  const row = source.count;
  source.arrive();
  record.onArrival();
  const engine = entryFor(deployment, routing);
  const memory = (deployment.decoders[0] ?? engine).cache;
  const outcome = !everFits(memory, requests, row)
    ? NEVER_FITS
    : isFull(engine)
      ? TURNED_AWAY
      : undefined;
  const time = requests.arrival[row] as number;
  if (outcome === undefined) enqueue(engine, row, time);
  else refuse(effects, requests, row, outcome, time, engine);
}

/** Whoever comes to an idle engine starts at once and waits for nobody. */
function isFull({ clock, waiting, limits }: EngineState): boolean {
  return clock !== Infinity && lengthOf(waiting) >= limits.queueLimit;
}

function enqueue(engine: EngineState, row: number, time: number): void {
  engine.requests.engine[row] = engine.id;
  joinBack(engine.waiting, row);
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
function receivePrompt(running: Running, time: number): void {
  const { transfers, spec } = running;
  const { decoders } = spec.deployment;
  const row = transfers.pop() as number;
  enqueue(decoders[running.handedOver % decoders.length] as EngineState, row, time);
  running.handedOver += 1;
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
