/**
 * How long a server is busy with customers that come in a Poisson stream and are served in rounds,
 * several at a time: from a number that wait until nobody is left at the end of a round. A branching
 * process whose generations take time: the law from q customers on follows from those that a
 * first round may leave,
 *
 *   B_q(t) = Σ over rounds of weight · Σ_j P(j arrive in it) · B_{left + j}(t − seconds),  B_0 = δ_0
 *
 * Exact up to a grid of time for what follows a first round (times are split over two points, so
 * means are exact), the points of the laws of a round, and levels that stand for large numbers.
 *
 * @see docs/model.md#stalls; L. Takács, Introduction to the Theory of Queues (1962), ch. 1 (busy period).
 */

/** One way a round may go. */
export interface Round {
  /** Seconds, and the customers of those that waited who are left. */
  readonly seconds: number;
  readonly left: number;
  readonly weight: number;
}

export interface RoundQueue {
  readonly arrivalRate: number;
  /** The rounds that q ≥ 1 waiting customers may bring; weights add up to 1. */
  readonly rounds: (waiting: number) => readonly Round[];
  /** Seconds between points of the grid, and how many; the rest of a law stands beyond the last. */
  readonly step: number;
  readonly points: number;
  /** Customers beyond this are hardly ever there. */
  readonly most: number;
}

/** Seconds and probability. */
export type Points = (readonly [number, number])[];

/** The law of the busy period from P(q wait), q = 0, 1, … on. */
export type BusyLaw = (initial: Float64Array) => Points;

/** Numbers of customers that are told apart: all up to 10, then steps of an eighth. */
const LEVELS = [
  ...Array.from({ length: 11 }, (_, q) => q),
  ...[
    11, 12, 14, 16, 18, 20, 23, 26, 29, 33, 37, 42, 47, 53, 60, 67, 76, 85, 96, 108, 122, 137, 154,
  ],
];
/** Weights below this are left out. */
const NEGLIGIBLE = 1e-6;

/**
 * Where the rounds from a level lead. The laws of all levels lie in one array, each behind as many
 * zeros as it has points, so that no step leads out of it.
 */
interface Moves {
  /** P(a round of so many steps leaves nobody). */
  readonly ended: Float64Array;
  /** Where the law of the next level is found, for a step at 0; and the weight of the move. */
  readonly from: Int32Array;
  readonly weights: Float64Array;
}

export function busyPeriods(queue: RoundQueue): BusyLaw {
  const most = Math.min(queue.most, LEVELS.at(-1) as number);
  const levels = LEVELS.slice(
    0,
    1 +
      Math.max(
        2,
        LEVELS.findIndex((q) => q >= most),
      ),
  );
  const rounds = levels.map((waiting) => (waiting === 0 ? [] : queue.rounds(waiting)));
  const single = rounds.map((ways) => endings(queue, ways));
  const laws = gridLaws(
    rounds.map((ways) => movesOf(queue, levels, ways)),
    queue.points,
  );
  return (initial) => {
    const shares = onLevels(initial, levels);
    const grid = new Float64Array(queue.points);
    const out: [number, number][] = [[0, shares[0] as number]];
    for (let level = 1; level < levels.length; level++) {
      const share = shares[level] as number;
      if (share < NEGLIGIBLE) continue;
      for (const [seconds, p] of single[level] ?? []) out.push([seconds, share * p]);
      addTimes(grid, laws[level] as Float64Array, share);
    }
    grid.forEach((p, i) => {
      if (p > NEGLIGIBLE / 10) out.push([i * queue.step, p]);
    });
    const known = out.reduce((sum, [, p]) => sum + p, 0);
    const rest = shares.reduce((sum, p) => sum + p, 0) - known;
    if (rest > NEGLIGIBLE) out.push([LONGER * queue.step * queue.points, rest]);
    return out;
  };
}

/** Where the rest of a law stands, in lengths of the grid. */
const LONGER = 1.1;

/** The busy periods of one round: at their own time. */
function endings({ arrivalRate }: RoundQueue, rounds: readonly Round[]): Points {
  return rounds
    .filter(({ left }) => left === 0)
    .map(({ seconds, weight }) => [seconds, weight * Math.exp(-arrivalRate * seconds)] as const);
}

function addTimes(to: Float64Array, law: Float64Array, factor: number): void {
  for (let i = 0; i < law.length; i++) to[i] = (to[i] as number) + factor * (law[i] as number);
}

/** The laws of busy periods of more than one round, by level, on the grid. */
function gridLaws(moves: readonly Moves[], points: number): Float64Array[] {
  const laws = moves.map(() => new Float64Array(points));
  const whole = new Float64Array(2 * points * moves.length);
  for (let i = 1; i < points; i++)
    for (let level = 1; level < moves.length; level++) {
      const { ended, from, weights } = moves[level] as Moves;
      let continued = 0;
      for (let j = 0; j < from.length; j++)
        continued += (weights[j] as number) * (whole[(from[j] as number) + i] as number);
      (laws[level] as Float64Array)[i] = continued;
      whole[2 * points * level + points + i] = (ended[i] as number) + continued;
    }
  return laws;
}

function movesOf(
  { arrivalRate, step, points }: RoundQueue,
  levels: readonly number[],
  rounds: readonly Round[],
): Moves {
  const found = new Map<number, number>();
  const add = (level: number, steps: number, weight: number) => {
    const key = steps * levels.length + level;
    if (weight > 0) found.set(key, (found.get(key) ?? 0) + weight);
  };
  for (const { seconds, left, weight } of rounds) {
    const at = Math.max(1, seconds / step);
    const cells = Math.floor(at);
    const { from, law } = poisson(arrivalRate * seconds);
    const waiting = new Float64Array(left + from + law.length);
    waiting.set(law, left + from);
    onLevels(waiting, levels).forEach((p, level) => {
      if (p * weight < NEGLIGIBLE) return;
      add(level, cells, weight * p * (1 - at + cells));
      add(level, cells + 1, weight * p * (at - cells));
    });
  }
  const ended = new Float64Array(points);
  const from: number[] = [];
  const weights: number[] = [];
  for (const [key, weight] of found) {
    const [level, steps] = [key % levels.length, Math.floor(key / levels.length)];
    if (steps >= points) continue;
    if (level === 0) ended[steps] = (ended[steps] as number) + weight;
    else {
      from.push(2 * points * level + points - steps);
      weights.push(weight);
    }
  }
  return { ended, from: Int32Array.from(from), weights: Float64Array.from(weights) };
}

/** A law of numbers on the levels: those between two are split so that the mean stays. */
function onLevels(law: Float64Array, levels: readonly number[]): Float64Array {
  const out = new Float64Array(levels.length);
  let level = 0;
  law.forEach((p, q) => {
    while (level < levels.length - 1 && (levels[level + 1] as number) <= q) level++;
    const low = levels[level] as number;
    const high = levels[level + 1];
    const part = high === undefined ? 0 : (q - low) / (high - low);
    out[level] = (out[level] as number) + p * (1 - part);
    if (part > 0) out[level + 1] = (out[level + 1] as number) + p * part;
  });
  return out;
}

/** A Poisson law without its negligible ends, rescaled. */
export function poisson(mean: number): { readonly from: number; readonly law: Float64Array } {
  const deviation = Math.sqrt(mean);
  const from = Math.max(0, Math.floor(mean - 4.5 * deviation));
  const to = Math.ceil(mean + 4.5 * deviation + 2);
  let mass = 1;
  const law = Float64Array.from({ length: to - from + 1 }, (_, j) => {
    if (j > 0) mass *= mean / (from + j);
    return mass;
  });
  const total = law.reduce((sum, p) => sum + p, 0);
  return { from, law: law.map((p) => p / total) };
}
