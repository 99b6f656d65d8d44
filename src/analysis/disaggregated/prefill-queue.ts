/**
 * Prompts that wait when a batch ends while all engines work: in each round the queue loses a batch
 * and gains those that arrive. Whether the queue begins with a prompt that did not fit into the last
 * batch is part of the state.
 *
 * @see docs/model.md#prefill-pool
 */
import {
  addSteps,
  type BandedChain,
  emptyChain,
  stationaryLaw,
} from '../../queueing/banded-chain.ts';
import type { PrefillBatches } from './batches.ts';
import type { Points } from './points.ts';
import type { Rounds } from './prefill-rounds.ts';

/**
 * P(q wait at the end of a batch) by the kind of batch they make; 0, of the first kind, ends the
 * period of all working.
 */
export type PrefillQueue = readonly Float64Array[];

/** Mass at the highest state from which on more states are not worth their time. */
const TAIL = 1e-6;
const MOST_STATES = 1024;

export function prefillQueue(
  batches: PrefillBatches,
  arrivalRate: number,
  rounds: Rounds,
): PrefillQueue {
  const kinds = batches.kinds.length;
  for (let states = 16; ; states *= 2) {
    const law = stationaryLaw(chainOf(batches, arrivalRate, rounds, states));
    const top = law.slice(-kinds).reduce((sum, p) => sum + p, 0);
    if (top > TAIL && states < MOST_STATES) continue;
    return batches.kinds.map((_, kind) =>
      Float64Array.from({ length: states + 1 }, (__, q) =>
        q === 0 && kind > 0 ? 0 : (law[q === 0 ? 0 : 1 + (q - 1) * kinds + kind] as number),
      ),
    );
  }
}

function chainOf(
  batches: PrefillBatches,
  arrivalRate: number,
  rounds: Rounds,
  states: number,
): BandedChain {
  const { kinds, most } = batches;
  const width = kinds.length;
  const up = mostArrivals(batches, arrivalRate, rounds, states);
  const down = Math.min(most, states);
  const chain = emptyChain(width * states + 1, width * (up + 1), width * (down + 1));
  const place = (kind: number, q: number) => (q === 0 ? 0 : 1 + (q - 1) * width + kind);
  const begin = arrivalsIn(rounds.opening(kinds[0]?.all[1] as Points), arrivalRate, up);
  const add = (from: number, first: number, law: Float64Array, share: number) =>
    addArrivals(chain, width, from, { first, law, share });
  add(0, 0, begin, 1);
  kinds.forEach(({ fits, stops, turns, stopped, all }, kind) => {
    for (let j = 1; j <= Math.min(states, fits.length - 1); j++) {
      const whole = arrivalsIn(rounds.emptied(all[j] as Points), arrivalRate, up);
      add(place(kind, j), 0, whole, fits[j] as number);
      if ((stops[j] as number) < 1e-10) continue;
      const more = arrivalsIn(rounds.stopped(stopped[j] as Points), arrivalRate, up);
      turns[j]?.forEach((p, to) => {
        if (!(p > 0)) return;
        for (let q = j + 1; q <= states; q++) add(place(kind, q), place(to, q - j), more, p);
      });
    }
  });
  return chain;
}

interface Arriving {
  /** Where it stands if nobody arrives. */
  readonly first: number;
  readonly law: Float64Array;
  readonly share: number;
}

/** Those that arrive make the queue longer, of its kind; behind nobody it is of the first kind. */
function addArrivals(
  chain: BandedChain,
  width: number,
  from: number,
  { first, law, share }: Arriving,
): void {
  if (first > 0) {
    addSteps(chain, from, { first, unit: width, law, share });
  } else {
    addSteps(chain, from, { first: 0, unit: 1, law: law.subarray(0, 1), share });
    addSteps(chain, from, { first: 1, unit: width, law: law.subarray(1), share });
  }
}

/** More never arrive in a round, or it makes no difference. */
function mostArrivals(
  { kinds }: PrefillBatches,
  arrivalRate: number,
  rounds: Rounds,
  states: number,
): number {
  let longest = 0;
  for (const { all } of kinds)
    for (const points of all.slice(1, states + 1))
      for (const [seconds, share] of rounds.emptied(points))
        if (share > 1e-3) longest = Math.max(longest, seconds);
  const expected = arrivalRate * longest;
  return Math.min(states, Math.ceil(expected + 4.5 * Math.sqrt(expected) + 4));
}

/** P(a arrivals) in a time of a given law, a ≤ most; the rest of the mass stands at the end. */
function arrivalsIn(times: Points, rate: number, most: number): Float64Array {
  const law = new Float64Array(most + 1);
  let left = 1;
  for (const [time, share] of times) {
    const expected = rate * time;
    let p = share * Math.exp(-expected);
    for (let a = 0; a < most && (p > 1e-12 || a < expected); a++) {
      law[a] = (law[a] as number) + p;
      left -= p;
      p *= expected / (a + 1);
    }
  }
  law[most] = (law[most] as number) + Math.max(0, left);
  return law;
}
