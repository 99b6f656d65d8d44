/**
 * What r more prompts of the batch do to an open sub-batch of c cells: how long it takes when it is
 * closed, and how long those after it take.
 */
import type { Packing } from './packing.ts';

export interface Later {
  /** r. */
  readonly behind: number;
  /** By cells: seconds of the open sub-batch, its mean and variance. */
  readonly own: Float64Array;
  readonly ownVariance: Float64Array;
  /** Seconds of the sub-batches after it, E of them and of their square; P(there is none). */
  readonly rest: Float64Array;
  readonly restSquare: Float64Array;
  readonly none: Float64Array;
}

/** By cells; `all` is the open sub-batch and those after it together. */
interface State {
  readonly own: Float64Array;
  readonly ownSquare: Float64Array;
  readonly rest: Float64Array;
  readonly restSquare: Float64Array;
  readonly allSquare: Float64Array;
  readonly none: Float64Array;
}

const STEADY = 1e-6;

/** @param places increasing numbers of prompts, from 0. Entries up to `cells`, and one beyond C. */
export function laterPrompts(pack: Packing, places: readonly number[]): Later[] {
  let state = nobody(pack);
  let [done, calm, growth, spread] = [0, 0, 0, 0];
  return places.map((place) => {
    while (done < place && calm <= pack.patience) {
      const next = oneMore(pack, state);
      const scale = STEADY * (next.own[0] as number);
      const grown = (next.rest[0] as number) - (state.rest[0] as number);
      const change = Math.abs((next.own[0] as number) - (state.own[0] as number));
      const isCalm = grown > 0 && change < scale && Math.abs(grown - growth) < scale;
      calm = isCalm ? calm + 1 : 0;
      growth = grown;
      spread = Math.max(0, restVariance(next) - restVariance(state));
      state = next;
      done += 1;
    }
    return after(state, place, (place - done) * growth, (place - done) * spread);
  });
}

const restVariance = ({ rest, restSquare }: State) =>
  (restSquare[0] as number) - (rest[0] as number) ** 2;

function nobody({ seconds, squares }: Packing): State {
  const zeros = seconds.map(() => 0);
  return {
    ...{ own: seconds, ownSquare: squares, allSquare: squares },
    ...{ rest: zeros, restSquare: zeros, none: seconds.map(() => 1) },
  };
}

/** Beyond the prompts that were walked over, what is after the open sub-batch grows evenly. */
function after(state: State, behind: number, growth: number, spread: number): Later {
  const { own, ownSquare, none } = state;
  return {
    ...{ behind, own, none },
    ownVariance: ownSquare.map((x, c) => Math.max(0, x - (own[c] as number) ** 2)),
    rest: state.rest.map((x) => x + growth),
    restSquare: state.restSquare.map(
      (x, c) => x + 2 * growth * (state.rest[c] as number) + growth ** 2 + spread,
    ),
  };
}

function oneMore(pack: Packing, state: State): State {
  const { cells } = pack;
  const next = {
    own: new Float64Array(cells + 2),
    ownSquare: new Float64Array(cells + 2),
    rest: new Float64Array(cells + 2),
    restSquare: new Float64Array(cells + 2),
    allSquare: new Float64Array(cells + 2),
    none: new Float64Array(cells + 2),
  };
  // From the fullest sub-batch down: what prompts that do not fit begin.
  const begun: Begun = { mass: 0, all: 0, allSquare: 0 };
  begin(begun, pack.over, state, cells + 1);
  for (let c = 0; c <= cells; c++) {
    if (c > 0) begin(begun, pack.sizes[cells - c + 1] as number, state, cells - c + 1);
    closed(next, c, begun, pack);
  }
  join(next, pack, state);
  begin(begun, pack.sizes[0] as number, state, 0);
  closed(next, cells + 1, begun, pack);
  return next;
}

interface Begun {
  mass: number;
  all: number;
  allSquare: number;
}

function begin(begun: Begun, mass: number, state: State, c: number): void {
  begun.mass += mass;
  begun.all += mass * ((state.own[c] as number) + (state.rest[c] as number));
  begun.allSquare += mass * (state.allSquare[c] as number);
}

/** The next prompt begins a sub-batch: the open one is closed as it is. */
function closed(next: State, c: number, begun: Begun, { seconds, squares }: Packing): void {
  const [t, square] = [seconds[c] as number, squares[c] as number];
  next.own[c] = begun.mass * t;
  next.ownSquare[c] = begun.mass * square;
  next.rest[c] = begun.all;
  next.restSquare[c] = begun.allSquare;
  next.allSquare[c] = begun.mass * square + 2 * t * begun.all + begun.allSquare;
}

/** The next prompt joins: size by size, which is the order of the memory. */
function join(next: State, { sizes, cells }: Packing, state: State): void {
  for (let size = 0; size <= cells; size++) {
    const mass = sizes[size] as number;
    if (mass === 0) continue;
    addShifted(next.own, state.own, size, mass, cells);
    addShifted(next.ownSquare, state.ownSquare, size, mass, cells);
    addShifted(next.rest, state.rest, size, mass, cells);
    addShifted(next.restSquare, state.restSquare, size, mass, cells);
    addShifted(next.allSquare, state.allSquare, size, mass, cells);
    addShifted(next.none, state.none, size, mass, cells);
  }
}

/** to[c] += mass · from[c + shift], both within the cells. */
function addShifted(
  to: Float64Array,
  from: Float64Array,
  shift: number,
  mass: number,
  cells: number,
): void {
  for (let c = 0; c + shift <= cells; c++)
    to[c] = (to[c] as number) + mass * (from[c + shift] as number);
}
