/** A single run, told request by request and iteration by iteration. */
import type { Batch } from '../scenario/batch.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { checkSimulation } from './check.ts';
import { lengthOf } from './engine/row-queue.ts';
import type { EngineState } from './engine/state.ts';
import { type Hooks, simulateOnce } from './replication.ts';
import { COMPLETED, GAVE_UP, NEVER_FITS, type RequestColumns, TURNED_AWAY } from './requests.ts';

type Outcome = 'completed' | 'neverFits' | 'turnedAway' | 'gaveUp' | 'running';

/** A request; seconds from the start of the run. What did not happen is null. */
export interface RequestRecord {
  readonly request: number;
  readonly outcome: Outcome;
  readonly engine: number;
  readonly arrival: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly prefillWait: number | null;
  readonly chunkWait: number | null;
  /** t_qg: all its waits between tokens together. */
  readonly generationWait: number | null;
  readonly ttft: number | null;
  readonly tpot: number | null;
  readonly e2e: number | null;
  readonly preemptions: number;
}

/** An iteration of one engine. */
export interface IterationRecord extends Omit<Batch, 'decodeTokens'> {
  readonly engine: number;
  /** Seconds from the start of the run. */
  readonly start: number;
  readonly duration: number;
  /** Requests without a slot when it began. */
  readonly waiting: number;
  /** Requests that could decode in it, whether or not they did. */
  readonly running: number;
}

export interface RecordedRun {
  readonly requests: Iterable<RequestRecord>;
  /** Seconds of every output token of a completed request, in order: their differences are its TBT. */
  readonly tokenTimes: (request: number) => readonly number[];
}

export interface RecordOptions {
  readonly requests: number;
  readonly seed?: number;
  readonly onIteration?: (iteration: IterationRecord) => void;
}

/**
 * Runs once, from an empty engine, until the first `requests` requests have left.
 *
 * @throws InvalidInputError if the scenario or an option is not usable.
 */
export function recordRun(
  scenario: Scenario,
  options: RecordOptions,
  hooks: Omit<Hooks, 'observe'> = {},
): RecordedRun {
  const { requests: awaited, seed = 1, onIteration } = options;
  checkSimulation(scenario, { requests: Math.max(100, awaited), seed });
  const decodeEnds: number[][] = [];
  const speculates = scenario.engine.speculation !== undefined;
  const ofDrafts: number[][] = [];
  const { run } = simulateOnce(
    { scenario, requests: awaited, seed, settles: false },
    {
      ...hooks,
      observe: ({ engine, start, duration }) => {
        const { batch, id, waiting, decodes } = engine;
        const ends = decodeEnds[id] ?? [];
        if (batch.decodeRequests > 0) ends.push(start + duration);
        decodeEnds[id] = ends;
        if (speculates && batch.decodeRequests > 0) noteTokens(engine, start + duration, ofDrafts);
        onIteration?.({
          ...{ engine: id, start, duration },
          ...batch,
          ...{ waiting: lengthOf(waiting), running: decodes },
        });
      },
    },
  );
  const count = Math.min(awaited, run.arrived);
  return {
    requests: recordsOf(run.requests, count),
    tokenTimes: (row) =>
      speculates
        ? draftedTimes(run.requests, ofDrafts[row] ?? [], row)
        : tokenTimes(run.requests, decodeEnds, row),
  };
}

/** The tokens of an iteration, by row. */
function noteTokens({ drafting, accepted }: EngineState, end: number, times: number[][]): void {
  drafting.forEach((row, i) => {
    const own = times[row] ?? [];
    for (let token = 0; token < (accepted[i] as number); token++) own.push(end);
    times[row] = own;
  });
}

/** Token 1, those of decode iterations, and one after each preemption. */
function draftedTimes(
  requests: RequestColumns,
  ofDrafts: readonly number[],
  row: number,
): readonly number[] {
  if (requests.outcome[row] !== COMPLETED) return [];
  const resumed = (requests.interruptions.get(row) ?? []).map((one) => one.resumed);
  const later = [...ofDrafts, ...resumed].sort((a, b) => a - b);
  return [requests.firstToken[row] as number, ...later];
}

const OUTCOMES: { readonly [outcome: number]: Outcome } = {
  [COMPLETED]: 'completed',
  [NEVER_FITS]: 'neverFits',
  [TURNED_AWAY]: 'turnedAway',
  [GAVE_UP]: 'gaveUp',
};

function* recordsOf(requests: RequestColumns, count: number): Iterable<RequestRecord> {
  for (let row = 0; row < count; row++) yield recordOf(requests, row);
}

function recordOf(requests: RequestColumns, row: number): RequestRecord {
  const at = (column: ArrayLike<number>) => column[row] as number;
  const outcome = OUTCOMES[at(requests.outcome)] ?? 'running';
  const [arrival, tokens] = [at(requests.arrival), at(requests.output)];
  const known = {
    ...{ request: row, outcome, engine: at(requests.engine), arrival },
    ...{ promptTokens: at(requests.prompt), outputTokens: tokens },
    preemptions: at(requests.preemptions),
  };
  if (outcome !== 'completed') return { ...known, ...NOTHING };
  const [ttft, e2e] = [at(requests.firstToken) - arrival, at(requests.left) - arrival];
  return {
    ...known,
    prefillWait: at(requests.started) - arrival,
    chunkWait: at(requests.chunkWait),
    generationWait: Math.max(0, e2e - ttft - at(requests.tokenTime)),
    ...{ ttft, tpot: tokens > 1 ? (e2e - ttft) / (tokens - 1) : null, e2e },
  };
}

const NOTHING = {
  ...{ prefillWait: null, chunkWait: null, generationWait: null },
  ...{ ttft: null, tpot: null, e2e: null },
};

/** Token 1, then one at the end of every decode iteration it was in, and one after each preemption. */
function tokenTimes(
  requests: RequestColumns,
  decodeEnds: readonly (readonly number[])[],
  row: number,
): readonly number[] {
  if (requests.outcome[row] !== COMPLETED) return [];
  const ends = decodeEnds[requests.engine[row] as number] ?? [];
  const times = [requests.firstToken[row] as number];
  for (const { from, to, resumed } of requests.interruptions.get(row) ?? [])
    times.push(...ends.slice(from, to), resumed);
  if (times.length < (requests.output[row] as number))
    times.push(...ends.slice(requests.joinedAt[row], requests.leavesAt[row]));
  return times;
}
