/**
 * A run told by counting: each request's tokens one by one, from nothing but the chunks and the
 * batches that pass. It owes the simulator none of its sums.
 */
import { engineTimeOf } from '../../src/performance/iteration-time.ts';
import type { Batch } from '../../src/scenario/batch.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { deploy } from '../../src/simulation/deployment.ts';
import type { Chunk, EngineState } from '../../src/simulation/engine/state.ts';
import { emptyRequests, type RequestColumns } from '../../src/simulation/requests.ts';
import { type ObservedIteration, type Run, runEngines } from '../../src/simulation/run.ts';
import type { Case } from './cases.ts';
import { blocksNeeded, claimedBy, counted, lackingOf, rowsAt, type Sums } from './counting.ts';

type Place = 'waiting' | 'prompt' | 'between' | 'decode' | 'gone';

/** One request, as counted. */
export interface Entry {
  place: Place;
  engine: number;
  /** Prompt tokens to have before the next token, and those that it has. */
  target: number;
  ready: number;
  /** Tokens of all its chunks, and those of chunks that a preemption threw away. */
  computed: number;
  lost: number;
  /** Seconds: of every token, of the start of every chunk, and of the end of the latest. */
  readonly tokens: number[];
  readonly chunks: number[];
  chunkEnd: number;
  /** Σ from the end of a chunk to the start of the next, before the first token. */
  chunkWait: number;
  /** Σ (gap − duration of the iteration that made the token). */
  wait: number;
  preemptions: number;
  /** Preempted before its first token. */
  interrupted: boolean;
}

/** An iteration and the engine at its start, requests admitted. */
export interface Pass {
  readonly engine: number;
  readonly start: number;
  readonly duration: number;
  readonly batch: Batch;
  readonly chunks: readonly Chunk[];
  /** Rows without a slot, in the order of the queue, the tokens they lack and blocks they need. */
  readonly waiting: readonly number[];
  readonly lacking: readonly number[];
  readonly needed: readonly number[];
  readonly prompts: readonly number[];
  readonly decodes: readonly number[];
  /** Tokens that each of them makes, if they decode: one, or as many as were drawn. */
  readonly made: readonly number[];
  /** Rows that got a slot just now. */
  readonly admitted: readonly number[];
  readonly preempted: boolean;
  readonly finished: number;
  /** Sums over requests, by the simulator and by counting. */
  readonly claimed: Sums;
  readonly counted: Sums;
}

export interface Ledger {
  readonly scenario: Scenario;
  readonly entries: readonly Entry[];
  readonly passes: readonly Pass[];
  readonly engines: readonly EngineState[];
  readonly run: Run;
}

export function ledgerOf({ scenario, seed }: Case): Ledger {
  const { traffic, engine } = scenario;
  const rows = traffic.arrivals.process === 'trace' ? traffic.arrivals.times.length : 80;
  const [entries, passes]: [Entry[], Pass[]] = [[], []];
  const prefillEngines =
    engine.policy === 'disaggregated' ? (engine.disaggregation?.prefillEngines ?? 1) : 0;
  const time = engineTimeOf(scenario.iterationTime, engine.speculation);
  const requests = emptyRequests(rows);
  const deployment = deploy(scenario, engine.kvCapacity ?? Infinity, requests);
  let chunks: readonly Chunk[] = [];
  const run = runEngines({
    ...{ traffic, deployment, requests, rows, awaited: rows, segments: 1, seed },
    timeOf: (batch, some) => {
      chunks = some;
      return time(batch);
    },
    observe: (iteration) => {
      const handsOver = iteration.engine.id < prefillEngines;
      const pass = passOf(entries, iteration, chunks, handsOver);
      if (passes.length > 100_000) throw new Error('it does not end');
      passes.push(pass);
      giveTokens(entries, pass, requests, handsOver);
    },
  });
  while (entries.length < run.arrived) entries.push(newEntry(requests, entries.length));
  return { scenario, entries, passes, engines: deployment.engines, run };
}

function newEntry({ prompt, cached }: RequestColumns, row: number): Entry {
  return {
    ...{ place: 'waiting', engine: -1, computed: 0, lost: 0, wait: 0 },
    ...{ target: prompt[row] as number, ready: cached[row] as number },
    ...{
      tokens: [],
      chunks: [],
      chunkEnd: Number.NaN,
      chunkWait: 0,
      preemptions: 0,
      interrupted: false,
    },
  };
}

function passOf(
  entries: Entry[],
  { engine, start, duration }: ObservedIteration,
  chunks: readonly Chunk[],
  handsOver: boolean,
): Pass {
  const { requests, id, finished } = engine;
  const waiting = engine.waiting.rows.slice(engine.waiting.head);
  for (const row of [waiting.at(-1), ...engine.prompts])
    while (entries.length <= (row ?? -1)) entries.push(newEntry(requests, entries.length));
  const preempted = takeBack(entries, requests, id);
  const admitted = admit(entries, engine, waiting, handsOver);
  const decodes = rowsAt(entries, 'decode', id);
  return {
    ...{ engine: id, start, duration, batch: { ...engine.batch }, chunks, waiting, decodes },
    lacking: waiting.map((row) => lackingOf(entries[row] as Entry)),
    needed: waiting.map((row) => blocksNeeded(entries[row] as Entry, engine, row)),
    made: decodes.map((row) => tokensMade(engine, row)),
    ...{ prompts: [...engine.prompts], admitted, preempted, finished },
    claimed: claimedBy(engine),
    counted: counted(entries, engine, decodes),
  };
}

/** What chance says, and nothing that follows from it. */
function tokensMade({ limits, drafting, accepted }: EngineState, row: number): number {
  if (limits.speculation === undefined) return 1;
  return accepted[drafting.indexOf(row)] ?? Number.NaN;
}

/** Whoever does not wait any more has a slot: to compute its prompt, or to decode at once. */
function admit(
  entries: readonly Entry[],
  { id, prompts, requests }: EngineState,
  waiting: readonly number[],
  handsOver: boolean,
): readonly number[] {
  const admitted: number[] = [];
  const take = (row: number, place: Place) => {
    Object.assign(entries[row] as Entry, { place, engine: id });
    admitted.push(row);
  };
  for (const row of prompts) if (entries[row]?.place === 'waiting') take(row, 'prompt');
  if (handsOver) return admitted;
  for (const row of rowsAt(entries, 'between'))
    if (requests.engine[row] === id && !waiting.includes(row)) take(row, 'decode');
  return admitted;
}

/** Requests of an engine that were preempted since: all is to be computed again. */
function takeBack(entries: readonly Entry[], requests: RequestColumns, id: number): boolean {
  let found = false;
  entries.forEach((entry, row) => {
    if (entry.engine !== id || requests.preemptions[row] === entry.preemptions) return;
    entry.preemptions += 1;
    entry.lost += entry.ready - (requests.cached[row] as number);
    if (entry.tokens.length === 0) entry.interrupted = true;
    entry.target = (requests.prompt[row] as number) + entry.tokens.length;
    entry.ready = requests.cached[row] as number;
    entry.place = 'waiting';
    found = true;
  });
  return found;
}

function giveTokens(
  entries: readonly Entry[],
  pass: Pass,
  requests: RequestColumns,
  handsOver: boolean,
): void {
  const end = pass.start + pass.duration;
  const token = (row: number, count = 1) => {
    const entry = entries[row] as Entry;
    const before = entry.tokens.at(-1);
    if (before !== undefined) entry.wait += end - before - pass.duration;
    for (let each = 0; each < count; each++) entry.tokens.push(end);
    if (entry.tokens.length === requests.output[row]) entry.place = 'gone';
  };
  if (pass.batch.decodeRequests > 0)
    pass.decodes.forEach((row, place) => {
      token(row, pass.made[place]);
    });
  for (const { row, tokens } of pass.chunks) {
    const entry = entries[row] as Entry;
    if (entry.chunks.length > 0 && entry.tokens.length === 0)
      entry.chunkWait += pass.start - entry.chunkEnd;
    entry.chunks.push(pass.start);
    entry.chunkEnd = end;
    entry.ready += tokens;
    entry.computed += tokens;
    if (entry.ready < entry.target) continue;
    entry.place = handsOver ? 'between' : 'decode';
    token(row);
  }
}
