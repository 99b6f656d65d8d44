/**
 * What an arrival finds between decode iterations of g decodes: the rest of the running iteration,
 * and the law of the prompt tokens that are computed before its own.
 *
 * Exact for frozen g (PASTA) up to the lattice and three Gauss nodes for the elapsed time.
 *
 * @see docs/model.md#time-to-first-token-of-prefill-first
 */
import { type Nodes, THREE_NODES, TWO_NODES } from '../../numerics/gauss-legendre.ts';
import {
  aheadLaws,
  type Circle,
  circle,
  excessSpectrum,
  pointsFor,
} from '../../queueing/bulk-excess.ts';
import type { PromptQueue } from './prompt-queue.ts';

/** A remaining time, its probability, and the law of the cells ahead, damped tail cut off. */
export interface Situation {
  readonly residual: number;
  readonly weight: number;
  readonly ahead: Float64Array;
}

/** Elapsed shares of the running iteration; asleep there are none. */
function elapsedNodes(seconds: number, share: number): Nodes {
  if (seconds === 0) return [[1, 1]];
  return share > 0.08 ? THREE_NODES : TWO_NODES;
}

/** Situations of less probability are left out. */
const NEGLIGIBLE = 1e-7;

interface Round {
  readonly seconds: number;
  /** P(an arrival falls into such a round). */
  readonly share: number;
  /** It leaves a backlog behind. */
  readonly full: boolean;
}

/** Of an arrival at a random time; `asleep`: the share of sleep, where it is known better. */
export function situations(queue: PromptQueue, asleep?: number): Situation[] {
  const { sizes } = queue.queue;
  const found = rounds(queue, asleep).flatMap(({ seconds, share, full }) =>
    elapsedNodes(seconds, share).map(([u, node]) => ({
      residual: (1 - u) * seconds,
      arrivals: queue.arrivalRate * u * seconds,
      weight: share * node,
      full,
    })),
  );
  const quiet = found.filter(({ full }) => !full);
  const busy = found.filter(({ full }) => full);
  const short = circle(sizes, pointsFor(sizes.length + 8, 4 * queue.cells));
  const long = circle(sizes, pointsFor(sizes.length + 8, 4 * queue.cells, tailOf(queue)));
  if (busy.length === 0) return inPairs(short, quiet, undefined);
  const excess = excessSpectrum(queue.queue, queue.partial, long);
  const behind = excess.map((x) => x / queue.full);
  return [...inPairs(short, quiet, undefined), ...inPairs(long, busy, behind)];
}

interface Moment {
  readonly residual: number;
  /** Mean arrivals since the iteration began. */
  readonly arrivals: number;
  readonly weight: number;
}

/** Two situations share one transform. */
function inPairs(
  on: Circle,
  moments: readonly Moment[],
  behind: Float64Array | undefined,
): Situation[] {
  const left = behind === undefined ? {} : { behind };
  const out: Situation[] = [];
  for (let i = 0; i < moments.length; i += 2) {
    const first = moments[i] as Moment;
    const second = moments[i + 1];
    const [one, two] = aheadLaws(
      on,
      { arrivals: first.arrivals, ...left },
      { arrivals: (second ?? first).arrivals, ...left },
    );
    out.push({ residual: first.residual, weight: first.weight, ahead: one });
    if (second !== undefined)
      out.push({ residual: second.residual, weight: second.weight, ahead: two });
  }
  return out;
}

/** Rounds by length: the decode iteration (or sleep), three groups of partial ones, full ones. */
function rounds(queue: PromptQueue, asleep: number | undefined): Round[] {
  const { partial, durations, cells: k, meanDuration } = queue;
  const empty = ((partial[0] as number) * (durations[0] as number)) / meanDuration;
  const idle = asleep ?? empty;
  const rest = empty < 1 ? (1 - idle) / (1 - empty) : 0;
  const { sleeps } = queue.queue;
  const out: Round[] = [
    { seconds: sleeps ? 0 : (durations[0] as number), share: idle, full: false },
  ];
  const groups = Math.min(3, k - 1);
  for (let group = 0; group < groups; group++) {
    const from = Math.round(1 + (group * (k - 1)) / groups);
    const to = Math.round(1 + ((group + 1) * (k - 1)) / groups);
    let [time, square] = [0, 0];
    for (let w = from; w < to; w++) {
      const t = durations[w] as number;
      time += (partial[w] as number) * t;
      square += (partial[w] as number) * t * t;
    }
    if (time > 0)
      out.push({ seconds: square / time, share: (rest * time) / meanDuration, full: false });
  }
  const full = durations[k] as number;
  out.push({ seconds: full, share: (rest * queue.full * full) / meanDuration, full: true });
  return out.filter(({ share }) => share > NEGLIGIBLE);
}

/** Cells beyond which hardly any work is left behind. */
function tailOf({ queue: { sizes }, load, cells }: PromptQueue): number {
  let [mean, square] = [0, 0];
  sizes.forEach((mass, i) => {
    mean += mass * i;
    square += mass * i * i;
  });
  return (7 * square) / (mean * (1 - load)) + 2 * cells;
}
