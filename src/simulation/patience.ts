/** Who gives up next: requests whose prompt has not begun when their patience ends. */
import type { Deployment } from './deployment.ts';
import type { EngineState } from './engine/state.ts';

export interface Impatient {
  readonly engine: EngineState;
  readonly row: number;
  /** Seconds; the end of its patience. */
  readonly time: number;
}

/** All are equally patient: in each queue it is the one that came first. */
export function nextToGiveUp({ entries }: Deployment): Impatient | undefined {
  let found: Impatient | undefined;
  for (const engine of entries) {
    if (engine.limits.patience === Infinity) return undefined;
    const row = firstNotBegun(engine);
    if (row === undefined) continue;
    const time = (engine.requests.arrival[row] as number) + engine.limits.patience;
    if (found === undefined || time < found.time) found = { engine, row, time };
  }
  return found;
}

/** That came first; preempted requests have begun: they stay. */
function firstNotBegun({ waiting, requests, limits }: EngineState): number | undefined {
  let first: number | undefined;
  for (let place = waiting.head; place < waiting.rows.length; place++) {
    const row = waiting.rows[place] as number;
    if (!Number.isNaN(requests.started[row] as number)) continue;
    if (!limits.hasPriorities) return row;
    // Rows are in order of arrival.
    if (first === undefined || row < first) first = row;
  }
  return first;
}
