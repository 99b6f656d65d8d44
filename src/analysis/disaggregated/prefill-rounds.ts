/**
 * While all engines of the prefill pool work, a round goes from the end of one batch to that of the
 * next, of whichever engine. What the others have left of theirs when a batch begins is taken as
 * that of stationary renewals.
 *
 * @see docs/model.md#prefill-pool
 */
import { meanOf, merged, type Points } from './points.ts';

/** Seconds of the rounds that batches open. */
export interface Rounds {
  /** The last idle engine is given a prompt. */
  readonly opening: (batch: Points) => Points;
  /** The batch leaves nobody behind. */
  readonly emptied: (batch: Points) => Points;
  /**
   * It does: over many rounds only the lengths of batches spread, not the places of their ends, for
   * after a long round come short ones.
   */
  readonly stopped: (batch: Points) => Points;
}

const ONE_ENGINE: Rounds = {
  opening: (batch) => batch,
  emptied: (batch) => batch,
  stopped: (batch) => batch,
};
/**
 * How far the batches of the other engines are as long as the one that begins: long queues make all
 * of them long.
 */
const ALIKE = 0.15;
const STEPS = 240;
const POINTS = 12;

/** The rounds of so many engines, whose batches have this law. */
export function roundsOf(all: Points, engines: number): Rounds {
  if (engines === 1) return ONE_ENGINE;
  const mean = meanOf(all);
  const rest = firstRest(all, engines - 1);
  const beside = (batch: Points, others: number): Points =>
    merged(
      batch.flatMap(([x, p]) => rest.map(([y, q]) => [Math.min(x, others * y), p * q] as const)),
      POINTS,
    );
  const emptied = remembering((batch) => beside(batch, mean + ALIKE * (meanOf(batch) - mean)));
  return {
    opening: (batch) => beside(batch, mean),
    emptied,
    stopped: remembering((batch) => {
      const scale = meanOf(emptied(batch)) / meanOf(batch);
      return batch.map(([x, p]) => [x * scale, p] as const);
    }),
  };
}

/** The same batches are asked for again and again. */
function remembering(of: (batch: Points) => Points): (batch: Points) => Points {
  const known = new Map<Points, Points>();
  return (batch) => {
    const round = known.get(batch) ?? of(batch);
    known.set(batch, round);
    return round;
  };
}

/** Until the first of so many stationary renewals of mean 1. */
function firstRest(shape: Points, count: number): Points {
  const mean = meanOf(shape);
  const left = (t: number) => shape.reduce((sum, [x, p]) => sum + p * Math.max(0, x - t), 0) / mean;
  const most = Math.max(...shape.map(([x]) => x));
  const out: [number, number][] = [];
  let before = 1;
  for (let i = 1; i <= STEPS; i++) {
    const after = i === STEPS ? 0 : left((most * i) / STEPS) ** count;
    out.push([(most * (i - 0.5)) / STEPS / mean, before - after]);
    before = after;
  }
  return merged(out, POINTS);
}
