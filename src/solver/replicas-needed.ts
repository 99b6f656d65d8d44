/**
 * The fewest replicas that keep the SLA at a given rate. Latencies fall as replicas are added, so
 * that the numbers that keep it are all from some number on.
 */
import type { Constraint } from './constraint.ts';
import { keeps, type Point } from './maximize-rate.ts';

/** Beyond this a number of replicas is no answer. */
const MOST = 65_536;

/**
 * The fewest replicas of which every limit is kept; undefined where no number up to 65 536 does.
 * The number is tried, and one less is tried and fails: with latencies that fall as replicas are
 * added, no smaller one keeps the SLA.
 *
 * @param open the answers of so many replicas.
 * @param guess where the search begins, whole, ≥ 1.
 * @see docs/model.md#replicas-needed
 */
export function replicasNeeded(
  open: (replicas: number) => Point,
  limits: readonly Constraint[],
  arrivalRate: number,
  guess: number,
): number | undefined {
  const suffices = (replicas: number) => keeps(open(replicas), limits, arrivalRate);
  let [fails, high] = bracket(suffices, Math.min(MOST, Math.max(1, guess)));
  if (high > MOST) return undefined;
  while (high - fails > 1) {
    const middle = (high + fails) >> 1;
    if (suffices(middle)) high = middle;
    else fails = middle;
  }
  return high;
}

/** A number that fails (0 replicas always do) and a larger one that suffices, near a guess. */
function bracket(
  suffices: (replicas: number) => boolean,
  guess: number,
): readonly [fails: number, enough: number] {
  if (suffices(guess)) {
    let enough = guess;
    for (let step = 1; enough > 1; step *= 2) {
      const fewer = Math.max(1, enough - step);
      if (!suffices(fewer)) return [fewer, enough];
      enough = fewer;
    }
    return [0, 1];
  }
  let fails = guess;
  for (let step = 1; fails < MOST; step *= 2) {
    const more = Math.min(MOST, fails + step);
    if (suffices(more)) return [fails, more];
    fails = more;
  }
  return [MOST, MOST + 1];
}
