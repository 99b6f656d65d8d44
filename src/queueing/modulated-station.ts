/**
 * The station of clumped-occupancy.ts when entries come at a rate that depends on which of two
 * states of the world holds: number of customers and state together, in continuous time. Entries
 * come in clumps of geometric size; n customers leave one by one at a rate that may depend on both.
 * Beyond `capacity` they queue before a single exponential server.
 *
 * Levels from n on are entered only by clumps that pass n − 1, whose rest is geometric again; so the
 * time spent at n is the flow of such clumps times a 2 × 2 matrix that follows from that of n + 1.
 * Only positive terms. Exact.
 *
 * @see docs/model.md#modulated-occupancy; G. Latouche, V. Ramaswami, Introduction to Matrix Analytic
 *   Methods in Stochastic Modeling (1999), ch. 10 and 12.
 */
import type { Matrix, Row } from './matrix2.ts';
import { firstPassage, queueBeyond } from './queue-beyond.ts';

export interface ModulatedStation {
  /** Entries per second with n inside, in each state. */
  readonly entries: (n: number, state: 0 | 1) => number;
  /** Departures per second with n ≥ 1 inside, in each state. */
  readonly departures: (n: number, state: 0 | 1) => number;
  /** Per second, out of the first and out of the second state. */
  readonly leaving: readonly [number, number];
  /** Mean size of a clump, ≥ 1. */
  readonly clump: number;
  readonly capacity: number;
  /** The queue beyond; absent: a clump ends at the capacity. */
  readonly beyond?: QueueBeyond;
}

export interface QueueBeyond {
  readonly arrivals: readonly [number, number];
  readonly leaving: readonly [number, number];
  readonly serviceRate: number;
  /** Mean rest of a clump that reaches beyond the capacity, ≥ 1. */
  readonly rest: number;
}

export interface ModulatedLaw {
  /** P(n inside, state i) over time, n ≤ capacity, at 2n + i. */
  readonly inside: Float64Array;
  /** Requests per second that find no room, by state, and how many stand before the server then. */
  readonly waiting: readonly WaitingPlace[];
  /** P(more than the capacity are inside), by state, and their mean number beyond it. */
  readonly beyond: readonly [number, number];
  readonly meanBeyond: number;
}

/** Requests that have to wait for `place` departures. */
export interface WaitingPlace {
  readonly place: number;
  readonly rates: readonly [number, number];
}

export function modulatedStation(station: ModulatedStation): ModulatedLaw {
  const { capacity, entries, departures, leaving, clump, beyond } = station;
  const p = 1 / clump;
  const steps = new Float64Array(4 * (capacity + 1));
  const back = beyond === undefined ? undefined : firstPassage(beyond);
  let returned = beyond === undefined || back === undefined ? STAYS : clumpBack(back, beyond.rest);
  for (let n = capacity; n >= 1; n--) {
    const { step, next } = levelBelow(
      returned,
      p,
      [p * entries(n, 0), p * entries(n, 1)],
      [departures(n, 0), departures(n, 1)],
      leaving,
    );
    steps.set(step, 4 * n);
    returned = next;
  }
  return forward(station, steps, returned, back);
}

/**
 * The state when a level is left for good, by the state before: the chances that it is the other one.
 * The rest is one less these; kept apart, no digit is lost from level to level.
 */
type Switches = readonly [fromFirst: number, fromSecond: number];
const STAYS: Switches = [0, 0];

/** A clump of geometric rest, one after the other: (1 − q)G(1 − qG)⁻¹ with q = 1 − 1/rest. */
function clumpBack([, out, back]: Matrix, rest: number): Switches {
  const q = 1 - 1 / rest;
  const less = 1 - q + q * (out + back);
  return [out / less, back / less];
}

/** K of a level, and G of it from that of the level above. */
function levelBelow(
  [a, b]: Switches,
  p: number,
  [e0, e1]: Row,
  [d0, d1]: Row,
  [l0, l1]: Row,
): { readonly step: Matrix; readonly next: Switches } {
  const [r, s] = [(1 - p) * a, (1 - p) * b];
  const [x, y] = [e0 * a + l0, e1 * b + l1];
  const det = x * d1 + y * d0 + d0 * d1;
  const step: Matrix = [
    ((1 - r) * (y + d1) + r * y) / det,
    ((1 - r) * x + r * (x + d0)) / det,
    (s * (y + d1) + (1 - s) * y) / det,
    (s * x + (1 - s) * (x + d0)) / det,
  ];
  return { step, next: [step[1] * d1, step[2] * d0] };
}

function forward(
  { capacity, entries, leaving, clump, beyond }: ModulatedStation,
  steps: Float64Array,
  [out, into]: Switches,
  back: Matrix | undefined,
): ModulatedLaw {
  const p = 1 / clump;
  const inside = new Float64Array(2 * (capacity + 1));
  // The empty station: π_0 (p·E_0·(1 − G) − Q) = 0.
  inside[0] = p * entries(0, 1) * into + leaving[1];
  inside[1] = p * entries(0, 0) * out + leaving[0];
  let passing: Row = [inside[0] * p * entries(0, 0), inside[1] * p * entries(0, 1)];
  for (let n = 1; n <= capacity; n++) {
    const at = 4 * n;
    const [x, y] = passing;
    const first = x * (steps[at] as number) + y * (steps[at + 2] as number);
    const second = x * (steps[at + 1] as number) + y * (steps[at + 3] as number);
    inside[2 * n] = first;
    inside[2 * n + 1] = second;
    passing = [first * p * entries(n, 0) + (1 - p) * x, second * p * entries(n, 1) + (1 - p) * y];
    if (first + second + passing[0] + passing[1] > 1e200) {
      for (let i = 0; i <= 2 * n + 1; i++) inside[i] = (inside[i] as number) * 1e-200;
      passing = [passing[0] * 1e-200, passing[1] * 1e-200];
    }
  }
  const within = inside.reduce((sum, mass) => sum + mass, 0);
  if (beyond === undefined || back === undefined)
    return { inside: inside.map((x) => x / within), waiting: [], beyond: [0, 0], meanBeyond: 0 };
  const queue = queueBeyond(beyond, back, passing, within);
  const total = within + queue.beyond[0] + queue.beyond[1];
  return {
    inside: inside.map((x) => x / total),
    waiting: queue.waiting.map(({ place, rates }) => ({
      place,
      rates: [rates[0] / total, rates[1] / total],
    })),
    beyond: [queue.beyond[0] / total, queue.beyond[1] / total],
    meanBeyond: queue.meanBeyond / total,
  };
}
