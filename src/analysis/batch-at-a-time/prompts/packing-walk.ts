/**
 * A walk over the prompts of a batch, each joining the open sub-batch or opening the next: the law
 * of the tokens of the open one, with the first two moments of the time of those closed before.
 */
import type { Packing } from './packing.ts';

/** By cells of the open sub-batch; entry cells + 1: one prompt beyond C. */
export interface PackingState {
  readonly mass: Float64Array;
  /** E[time of the closed; state], and of its square. */
  readonly time: Float64Array;
  readonly square: Float64Array;
}

export interface Step {
  /** Absent before the first prompt. */
  readonly state: PackingState | undefined;
  /** Mean number of sub-batches, the open one among them. */
  readonly count: number;
  /** By cells, how many were closed. */
  readonly closed: Float64Array;
}

/** P(a prompt opens a sub-batch) that changes less from one to the next is taken as steady. */
const STEADY = 1e-5;
const RARE = 1e-3;

/** Goes on to ever larger numbers of prompts. */
export function walk(pack: Packing): (place: number) => Step {
  const closed = new Float64Array(pack.cells + 2);
  let state: PackingState | undefined;
  let [done, count, calm, last] = [0, 0, 0, -1];
  const forward = () => {
    const opened = state === undefined ? 1 : openings(pack, state, closed);
    state = state === undefined ? firstPrompt(pack) : nextPrompt(pack, state);
    calm = opened > RARE && Math.abs(opened - last) < STEADY ? calm + 1 : 0;
    last = opened;
    count += opened;
    done += 1;
  };
  return (place) => {
    while (done < place && calm <= pack.patience) forward();
    if (done < place && state !== undefined) {
      state = moved(pack, state, place - done, closed);
      count += (place - done) * last;
      done = place;
    }
    return { state, count, closed: closed.slice() };
  };
}

function firstPrompt({ sizes, over, cells }: Packing): PackingState {
  const mass = new Float64Array(cells + 2);
  mass.set(sizes);
  mass[cells + 1] = over;
  return { mass, time: new Float64Array(cells + 2), square: new Float64Array(cells + 2) };
}

/** P(the next prompt opens a sub-batch); counts the sub-batches that this closes. */
function openings(
  { sizes, over, cells }: Packing,
  { mass }: PackingState,
  closed: Float64Array,
): number {
  let sum = 0;
  let tooLarge = over;
  for (let s = 0; s <= cells; s++) {
    if (s > 0) tooLarge += sizes[cells - s + 1] as number;
    const flux = (mass[s] as number) * tooLarge;
    closed[s] = (closed[s] as number) + flux;
    sum += flux;
  }
  const alone = mass[cells + 1] as number;
  closed[cells + 1] = (closed[cells + 1] as number) + alone;
  return sum + alone;
}

function nextPrompt(pack: Packing, state: PackingState): PackingState {
  const { sizes, over, cells } = pack;
  const next = {
    mass: new Float64Array(cells + 2),
    time: new Float64Array(cells + 2),
    square: new Float64Array(cells + 2),
  };
  // What a prompt of c cells closes, summed from the fullest sub-batch down.
  const full = { mass: 0, time: 0, square: 0 };
  const close = (s: number) => {
    const [mass, time, square] = closing(pack, state, s);
    full.mass += mass;
    full.time += time;
    full.square += square;
  };
  const open = (to: number, size: number) => {
    next.mass[to] = (next.mass[to] as number) + size * full.mass;
    next.time[to] = (next.time[to] as number) + size * full.time;
    next.square[to] = (next.square[to] as number) + size * full.square;
  };
  close(cells + 1);
  for (let c = 0; c <= cells; c++) {
    if (c > 0) close(cells - c + 1);
    const size = sizes[c] as number;
    if (size === 0) continue;
    join(state, next, size, c, cells);
    open(c, size);
  }
  close(0);
  open(cells + 1, over);
  return next;
}

function join(from: PackingState, to: PackingState, size: number, c: number, cells: number): void {
  for (let s = 0; s + c <= cells; s++) {
    const at = s + c;
    to.mass[at] = (to.mass[at] as number) + size * (from.mass[s] as number);
    to.time[at] = (to.time[at] as number) + size * (from.time[s] as number);
    to.square[at] = (to.square[at] as number) + size * (from.square[s] as number);
  }
}

/** Mass and moments of state s once its sub-batch is closed. */
export function closing(
  { seconds, squares }: Packing,
  { mass, time, square }: PackingState,
  s: number,
): readonly [mass: number, time: number, square: number] {
  const [p, first, second] = [mass[s] as number, time[s] as number, square[s] as number];
  const t = seconds[s] as number;
  return [p, first + p * t, second + 2 * t * first + p * (squares[s] as number)];
}

/** So many more prompts of the steady kind: the times of the closed grow, the rest stays. */
function moved(
  pack: Packing,
  state: PackingState,
  steps: number,
  closed: Float64Array,
): PackingState {
  const [before, after] = [moments(state), moments(nextPrompt(pack, state))];
  const growth = (after.mean - before.mean) * steps;
  const spread = Math.max(0, after.variance - before.variance) * steps;
  const flux = new Float64Array(closed.length);
  openings(pack, state, flux);
  for (let s = 0; s < closed.length; s++)
    closed[s] = (closed[s] as number) + steps * (flux[s] as number);
  const { mass, time, square } = state;
  return {
    mass,
    time: time.map((t, s) => t + growth * (mass[s] as number)),
    square: square.map(
      (q, s) => q + 2 * growth * (time[s] as number) + (growth ** 2 + spread) * (mass[s] as number),
    ),
  };
}

function moments({ time, square }: PackingState): { mean: number; variance: number } {
  const mean = time.reduce((sum, x) => sum + x, 0);
  return { mean, variance: square.reduce((sum, x) => sum + x, 0) - mean ** 2 };
}
