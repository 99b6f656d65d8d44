/** Rates over the time in which the measured requests arrived. */
import { slopeOf } from '../../numerics/statistics.ts';
import { COMPLETED, type RequestColumns } from '../requests.ts';
import type { Run } from '../run.ts';
import type { Edge } from './recorder.ts';

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

/** Slope of the requests in the system over time, in the second half of a run; per second. */
export function backlogGrowth(edges: readonly Edge[]): number {
  const half = edges.slice(Math.floor(edges.length / 2));
  if (half.length < 3) return 0;
  return slopeOf(half.map(({ time, inSystem }) => [time, inSystem]));
}
