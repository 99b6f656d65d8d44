/**
 * A plan of rates in short pieces, and the backlog that it piles up where it asks for more than an
 * engine carries: a fluid that flows in at the rate of the plan and out at the stability limit.
 *
 * @see docs/model.md#schedules; G. F. Newell, Applications of Queueing Theory (1982), ch. 2.
 */
import { meanArrivalRate } from '../../scenario/mean-rate.ts';
import type { ScheduledArrivals } from '../../scenario/traffic.ts';
import { longestSteady, steadyWait } from './near-limit.ts';

/** A part of the plan with about one rate. */
export interface Piece {
  readonly seconds: number;
  /** Over the mean rate of the plan. */
  readonly rate: number;
}

/** What the requests of a piece meet. */
export interface Met extends Piece {
  /** Share of all requests. */
  readonly share: number;
  /** Seconds of backlog when they come. */
  readonly backlog: number;
  /** ρ as far as it is felt: the queue of a load near 1 takes longer to build up than it lasts. */
  readonly load: number;
}

/** Pieces of the whole plan, about so many. */
const PIECES = 120;

export function piecesOf({ phases, ...rest }: ScheduledArrivals): readonly Piece[] {
  const mean = meanArrivalRate({ phases, ...rest });
  const total = phases.reduce((sum, { duration }) => sum + duration, 0);
  return phases.flatMap(({ duration, rate, endRate = rate }) => {
    const count = Math.max(1, Math.round((PIECES * duration) / total));
    return Array.from({ length: count }, (_, i) => ({
      seconds: duration / count,
      rate: (rate + ((i + 0.5) / count) * (endRate - rate)) / mean,
    }));
  });
}

/**
 * @param load mean rate over the stability limit, < 1 for a plan that repeats.
 * @param limit requests per second that the engine carries.
 */
export function metBy(
  pieces: readonly Piece[],
  repeats: boolean,
  load: number,
  limit: number,
): readonly Met[] {
  const seconds = pieces.reduce((sum, piece) => sum + piece.seconds, 0);
  // Of a plan that repeats the second time: with what the first one left.
  const left = repeats ? flow(pieces, load, 0).left : 0;
  const { backlogs } = flow(pieces, load, left);
  const lasting = runs(pieces, repeats);
  return pieces.map((piece, i) => {
    const backlog = backlogs[i] as number;
    const lasts = lasting[i] as number;
    const grown = backlog > 0 ? Math.min(seconds, lasts) : lasts;
    const most = longestSteady(limit, grown);
    // Of a long backlog chance is no longer a part: together √(backlog² + wait²).
    const wait = steadyWait(limit, most);
    return {
      ...piece,
      backlog: backlog > 0 ? Math.hypot(backlog, wait) - wait : 0,
      share: (piece.rate * piece.seconds) / seconds,
      load: backlog > 0 ? most : Math.min(most, load * piece.rate),
    };
  });
}

/** Seconds of backlog, at the limit, in the middle of each piece, and after the last. */
function flow(pieces: readonly Piece[], load: number, start: number) {
  let backlog = start;
  const backlogs = pieces.map(({ seconds, rate }) => {
    const change = seconds * (load * rate - 1);
    const middle = Math.max(0, backlog + change / 2);
    backlog = Math.max(0, backlog + change);
    return middle;
  });
  return { backlogs, left: backlog };
}

/** Seconds for which the rate is at least that of each piece, around it; Infinity for ever. */
function runs(pieces: readonly Piece[], repeats: boolean): readonly number[] {
  return pieces.map(({ seconds }, at) => {
    const after = reach(pieces, at, 1, repeats);
    if (after === Infinity) return Infinity;
    return seconds + after + reach(pieces, at, -1, repeats);
  });
}

/** Seconds on one side; Infinity if that side leads back to the piece itself. */
function reach(pieces: readonly Piece[], at: number, step: 1 | -1, repeats: boolean): number {
  const n = pieces.length;
  const least = (pieces[at] as Piece).rate * (1 - 1e-9);
  let sum = 0;
  for (let i = at + step; repeats || (i >= 0 && i < n); i += step) {
    const place = (i + n) % n;
    if (place === at) return Infinity;
    const { rate, seconds } = pieces[place] as Piece;
    if (rate < least) break;
    sum += seconds;
  }
  return sum;
}
