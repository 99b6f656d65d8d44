/**
 * What the law of requests and state says of each state: numbers of decodes over iterations, and
 * what its arrivals find.
 *
 * @see docs/model.md#bursts
 */
import type { ModulatedArrivals } from '../../queueing/markov-arrivals.ts';
import type { ModulatedLaw } from '../../queueing/modulated-station.ts';
import { budgetShare, type Capacity } from '../chunked-prefill/capacity.ts';
import type { Occupancy } from '../chunked-prefill/occupancy.ts';
import type { ModulatedOccupancy, StateOccupancy } from './occupancy.ts';
import type { Pace } from './pace.ts';

export interface Solved {
  readonly limits: Capacity;
  readonly arrivals: ModulatedArrivals;
  readonly base: Occupancy;
  readonly law: ModulatedLaw;
  /** Decodes per request inside. */
  readonly unit: number;
  readonly seconds: (g: number, state: 0 | 1) => number;
  readonly pace: Pace;
  /** On the waits of the queue beyond the slots, as its service is not exponential. */
  readonly factor: number;
}

export function summary(solved: Solved): ModulatedOccupancy {
  const { law, base, arrivals } = solved;
  const top = base.law.length - 1;
  const raw = [0, 1].map((state) => stateLaw(solved, state as 0 | 1, top)) as [Raw, Raw];
  const tokens = raw[0].tokens + raw[1].tokens;
  const decoding = raw[0].decoding + raw[1].decoding;
  const merged = new Float64Array(top + 1);
  const cycles = new Float64Array(top + 1);
  for (let n = 0; n <= top; n++) {
    const mass = (raw[0].law[n] as number) + (raw[1].law[n] as number);
    merged[n] = mass;
    const time = (raw[0].time[n] as number) + (raw[1].time[n] as number);
    cycles[n] = mass > 0 ? time / mass : (base.cycles[n] as number);
  }
  const total = merged.reduce((sum, x) => sum + x, 0);
  const wait = slotWaits(solved);
  const blocked = wait.blocked[0] + wait.blocked[1];
  const mean = wait.mean;
  const all: Occupancy = {
    ...base,
    law: merged.map((x) => x / total),
    cycles,
    blocked: Math.min(0.9995, blocked),
    slotWait: mean,
  };
  const [p, q] = arrivals.shares as readonly [number, number];
  const state = (i: 0 | 1): StateOccupancy => {
    const { law: own, time } = raw[i];
    const arriving = ((i === 0 ? p : q) * (arrivals.rates[i] as number)) / arrivals.rate;
    const share = arriving > 0 ? Math.min(0.9995, wait.blocked[i] / arriving) : 0;
    const sum = own.reduce((s, x) => s + x, 0);
    const timeSum = time.reduce((s, x) => s + x, 0);
    const free = freeStates(law, solved.unit, i);
    return {
      arriving,
      occupancy: {
        ...base,
        law: own.map((x) => x / sum),
        cycles: cycles.map((c, n) =>
          (own[n] as number) > 0 ? (time[n] as number) / (own[n] as number) : c,
        ),
        blocked: share,
        slotWait: mean,
      },
      iterations: raw[i].decoding / decoding,
      tokens: raw[i].tokens / tokens,
      idle: free.idle,
      decodes: free.decodes > 0 ? free.decodes : base.balance.decodes,
      meanGap: raw[i].square / Math.max(1e-300, timeSum - (time[0] as number)),
      waiting: law.waiting.map(({ place, rates }) => [
        solved.factor * place,
        arriving > 0 ? rates[i] / arrivals.rate / arriving : 0,
      ]),
      relaxation: solved.pace.leaving[0] + solved.pace.leaving[1],
    };
  };
  return { all, states: [state(0), state(1)] };
}

interface Raw {
  /** Iterations per second, and time share, with n decodes. */
  readonly law: Float64Array;
  readonly time: Float64Array;
  readonly tokens: number;
  readonly decoding: number;
  /** Σ time × seconds of an iteration. */
  readonly square: number;
}

/** Numbers of decodes in a state: a fraction of the requests inside, between whole numbers. */
function stateLaw({ law, unit, seconds, base, limits }: Solved, state: 0 | 1, top: number): Raw {
  const out = new Float64Array(top + 1);
  const time = new Float64Array(top + 1);
  const levels = law.inside.length / 2;
  let [tokens, decoding, square] = [0, 0, 0];
  const add = (n: number, share: number, t: number) => {
    if (share <= 0) return;
    const at = Math.min(top, n);
    out[at] = (out[at] as number) + share / t;
    time[at] = (time[at] as number) + share;
    if (at === 0) return;
    tokens += (at * share) / t;
    decoding += share / t;
    square += share * t;
  };
  const scarce = limits.intake < 1;
  for (let n = 0; n < levels; n++) {
    const isTop = scarce && n === levels - 1;
    const share = law.inside[2 * n + state] as number;
    if (n === 0) {
      add(0, share, base.cycles[0] as number);
      continue;
    }
    const g = n * unit;
    const free = seconds(g, state);
    const t = isTop ? Math.min(free, limits.cycle) : free;
    const low = Math.floor(g);
    // A single request inside decodes part of the time; then no iteration has fewer than one.
    if (low < 1) add(1, share, t);
    else {
      add(low, share * (1 - g + low), t);
      add(low + 1, share * (g - low), t);
    }
  }
  add(top, law.beyond[state], limits.cycle);
  return { law: out, time, tokens, decoding, square };
}

/** For arrivals with a free slot: P(no decode runs), and the mean number when some do. */
function freeStates({ inside, beyond }: ModulatedLaw, unit: number, state: 0 | 1) {
  const levels = inside.length / 2;
  let [busy, moment] = [0, 0];
  for (let n = 1; n < levels - 1; n++) {
    const share = inside[2 * n + state] as number;
    busy += share;
    moment += n * share;
  }
  const top = (inside[2 * levels - 2 + state] as number) + beyond[state];
  const none = inside[state] as number;
  return { idle: none / (none + busy + top), decodes: busy > 0 ? (moment / busy) * unit : 0 };
}

/** Of all arrivals: those without a slot, by state; and their mean wait for one. */
function slotWaits({ law, limits, arrivals, factor }: Solved): {
  readonly blocked: readonly [number, number];
  readonly mean: number;
} {
  const delivered = Math.max(0, 1 - budgetShare(limits));
  let [one, two, places] = [0, 0, 0];
  for (const { place, rates } of law.waiting) {
    one += rates[0] / arrivals.rate;
    two += rates[1] / arrivals.rate;
    places += (place * (rates[0] + rates[1])) / arrivals.rate;
  }
  const mean = one + two > 0 ? (factor * places) / (one + two) / limits.arrivalRate : 0;
  return { blocked: [one * delivered, two * delivered], mean };
}
