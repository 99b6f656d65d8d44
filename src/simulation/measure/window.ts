/** Rates over the time in which the measured requests arrived. */
import { COMPLETED, type RequestColumns } from '../requests.ts';
import type { Run } from '../run.ts';

/** What was completed, whoever arrived when. */
export interface Completions {
  /** Length of the window. */
  readonly seconds: number;
  readonly requests: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** Requests that arrived in it. */
  readonly offered: number;
}

/** From the arrival of row `from` to that of the last one before `to`, or to the end of the run. */
export function completionsIn({ requests, arrived }: Run, from: number, to: number): Completions {
  const { arrival, left, outcome, prompt, output } = requests;
  const begin = arrival[from] ?? 0;
  const end = arrived > to ? (arrival[to] as number) : lastDeparture(requests, arrived);
  const sums = { requests: 0, promptTokens: 0, outputTokens: 0 };
  for (let row = 0; row < arrived; row++) {
    const time = left[row] as number;
    if (outcome[row] !== COMPLETED || !(time >= begin && time <= end)) continue;
    sums.requests += 1;
    sums.promptTokens += prompt[row] as number;
    sums.outputTokens += output[row] as number;
  }
  return { seconds: end - begin, ...sums, offered: Math.min(arrived, to) - from };
}

function lastDeparture({ left }: RequestColumns, arrived: number): number {
  let last = 0;
  for (let row = 0; row < arrived; row++)
    if ((left[row] as number) > last) last = left[row] as number;
  return last;
}

/** Change of the requests in the system over a part of a run. */
export interface Change {
  readonly requests: number;
  readonly seconds: number;
}

/** The changes over ten equal parts of the second half of the awaited arrivals. */
export function backlogChanges({ requests, arrived, record }: Run): readonly Change[] {
  const { found } = record;
  const seen = Math.min(arrived, found.length);
  const row = (part: number) => Math.floor((seen - 1) * (0.5 + part / (2 * PARTS)));
  const between = (column: ArrayLike<number>, part: number) =>
    (column[row(part + 1)] as number) - (column[row(part)] as number);
  return Array.from({ length: PARTS }, (_, part) => ({
    requests: between(found, part),
    seconds: between(requests.arrival, part),
  }));
}

const PARTS = 10;
