/**
 * Classes of requests by priority. Those of one priority make a level, served first come first
 * served; a level waits for those before it, and for a prompt of a later one that has begun.
 *
 * @see docs/model.md#priorities
 */
import { type DiscreteLaw, mixtureLaw } from '../../numerics/discrete-law.ts';
import type { WholeClass } from '../../scenario/request-classes.ts';
import type { Workload } from '../traffic/workload.ts';

export interface Level {
  /** Indices of its classes. */
  readonly places: readonly number[];
  readonly before: Stream;
  /** Of its own and those before it. */
  readonly upTo: Stream;
  readonly after: Stream;
}

/** Requests of some of the classes. */
interface Stream {
  /** Of all requests. */
  readonly share: number;
  /** Of their prompts' work (see WorkLengths). */
  readonly law: DiscreteLaw;
}

/** The levels, the first to be served first. */
export function levelsOf(
  classes: readonly WholeClass[],
  workload: Workload,
  workOf: (fresh: number) => number,
): readonly Level[] {
  const priorities = [...new Set(classes.map(({ priority }) => priority))].sort((a, b) => a - b);
  const places = (keep: (priority: number) => boolean) =>
    classes.flatMap(({ priority }, place) => (keep(priority) ? [place] : []));
  const stream = (of: readonly number[]): Stream => {
    const share = of.reduce((sum, place) => sum + shareOf(workload, place), 0);
    const laws = of.map((place) => workload.classes[place]?.fine ?? EMPTY);
    const shares = of.map((place) => shareOf(workload, place) / share);
    const law = mixtureLaw(laws, shares);
    return { share, law: { ...law, values: law.values.map(workOf) } };
  };
  return priorities.map((own) => ({
    places: places((priority) => priority === own),
    before: stream(places((priority) => priority < own)),
    upTo: stream(places((priority) => priority <= own)),
    after: stream(places((priority) => priority > own)),
  }));
}

const EMPTY: DiscreteLaw = { values: new Float64Array(0), weights: new Float64Array(0) };

function shareOf({ classes }: Workload, place: number): number {
  return classes[place]?.weight ?? 0;
}
