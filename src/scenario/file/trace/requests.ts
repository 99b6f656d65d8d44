/** The requests of a trace as they are read: three columns that grow, and what had to be mended. */
import { InvalidInputError } from '../../../checks.ts';
import { Column } from './column.ts';
import type { RequestSink } from './sink.ts';
import { sortedByTime } from './sorted-by-time.ts';

export interface RequestTrace {
  /** Seconds since the first request, ascending; empty where the file has no times. */
  readonly times: Float64Array;
  /** N_in of each request; ≥ 1. */
  readonly promptTokens: Int32Array;
  /** N_out of each request; ≥ 1. */
  readonly outputTokens: Int32Array;
  /** What was mended, counted, in words. */
  readonly repairs: readonly string[];
}

/** 800 MB of columns, and twice that where they must be sorted. */
const MOST_ROWS = 50_000_000;

/** How often something was mended, and where first. */
interface Tally {
  count: number;
  line: number;
}

/** Mutable, as it takes in millions of rows. */
export class Requests implements RequestSink {
  readonly #most: number;
  #count = 0;
  readonly #times = new Column((size) => new Float64Array(size));
  readonly #prompts = new Column((size) => new Int32Array(size));
  readonly #outputs = new Column((size) => new Int32Array(size));
  #latest = -Infinity;
  readonly #failed: Tally = { count: 0, line: 0 };
  readonly #early: Tally = { count: 0, line: 0 };
  readonly #together: Tally = { count: 0, line: 0 };

  constructor(most = MOST_ROWS) {
    this.#most = most;
  }

  /** @throws InvalidInputError if there are too many. */
  add(time: number, promptTokens: number, outputTokens: number, line: number): void {
    if (this.#count === this.#most) throw tooMany(this.#most, line);
    if (time < this.#latest) tally(this.#early, line);
    else if (time === this.#latest) tally(this.#together, line);
    if (!Number.isNaN(time)) {
      this.#latest = time;
      this.#times.push(time);
    }
    this.#prompts.push(promptTokens);
    this.#outputs.push(outputTokens);
    this.#count += 1;
  }

  /** A request that failed: it is counted, not kept. */
  drop(line: number): void {
    tally(this.#failed, line);
  }

  /** @param notes what the reader has to say. @throws InvalidInputError if there is none. */
  finish(notes: readonly string[] = []): RequestTrace {
    if (this.#count === 0) throw nothing(this.#failed.count);
    const columns = {
      times: this.#times.take(),
      promptTokens: this.#prompts.take(),
      outputTokens: this.#outputs.take(),
    };
    const sorted = this.#early.count === 0 ? columns : sortedByTime(columns);
    shiftToZero(sorted.times);
    return { ...sorted, repairs: [...this.#repairs(sorted.times), ...notes] };
  }

  #repairs(times: Float64Array): readonly string[] {
    const together = this.#early.count === 0 ? this.#together : simultaneous(times);
    return [
      ...told(this.#failed, 'with 0 output tokens', 'left out as failed'),
      ...told(this.#early, 'earlier than the row before', 'all rows sorted by time'),
      ...told(together, 'at the same time as the row before', 'kept as simultaneous arrivals'),
    ];
  }
}

function tally(tally: Tally, line: number): void {
  if (tally.count === 0) tally.line = line;
  tally.count += 1;
}

function told({ count, line }: Tally, which: string, done: string): readonly string[] {
  if (count === 0) return [];
  const first = line > 0 ? ` (${count > 1 ? 'the first in ' : ''}line ${line})` : '';
  return [
    `${count.toLocaleString('en-US')} ${count > 1 ? 'rows' : 'row'} ${which}${first}: ${done}`,
  ];
}

/** Sorting brings together what was apart in the file, where no line can be named. */
function simultaneous(times: Float64Array): Tally {
  let count = 0;
  for (let i = 1; i < times.length; i++) if (times[i] === times[i - 1]) count += 1;
  return { count, line: 0 };
}

function shiftToZero(times: Float64Array): void {
  const start = times[0] ?? 0;
  if (start !== 0) for (let i = 0; i < times.length; i++) times[i] = (times[i] ?? 0) - start;
}

function tooMany(most: number, line: number): InvalidInputError {
  const given = { inWords: 'one request more' };
  const allowed = `at most ${most.toLocaleString('en-US')} requests`;
  return new InvalidInputError([{ path: '', given, allowed, line }]);
}

function nothing(failed: number): InvalidInputError {
  const inWords = failed === 0 ? 'a header without rows' : `${failed} requests without output`;
  return new InvalidInputError([
    { path: '', given: { inWords }, allowed: 'at least one request with output tokens' },
  ]);
}
