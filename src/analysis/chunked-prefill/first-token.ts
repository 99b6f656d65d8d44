/**
 * TTFT and t_qp of all arrivals: those that find the engine idle, those that find decodes
 * running and a free slot, and those that first wait for a slot.
 *
 * @see docs/model.md#time-to-first-token
 */
import { Histogram } from '../../numerics/histogram.ts';
import { gammaPoints } from '../../numerics/special.ts';
import { fullTime, prefillBudget, type Server } from '../engine/server.ts';
import type { PromptClass } from '../traffic/workload.ts';
import { type Backlog, type BacklogOptions, backlog, type WorkLengths } from './backlog.ts';
import type { Seen } from './balanced.ts';
import { budgetShare, type Capacity } from './capacity.ts';
import type { Occupancy } from './occupancy.ts';
import { addRandomArrival, addReleased, type FirstTokenLaws } from './prefill-wait.ts';
import { stayScv } from './slots.ts';

export interface FirstToken extends FirstTokenLaws {
  /** The backlog at the typical number of decodes. */
  readonly chain: Backlog;
  /** Of all requests together. */
  readonly ttft: Histogram;
}

export function emptyLaws(server: Server): FirstTokenLaws {
  const ttfts = server.workload.classes.map(() => new Histogram());
  return { ttfts, prefillWait: new Histogram() };
}

/** One law of all classes. */
export function together(laws: readonly Histogram[]): Histogram {
  const [only] = laws;
  if (only !== undefined && laws.length === 1) return only;
  const all = new Histogram();
  for (const law of laws) all.addAll(law);
  return all;
}

/** Points of the law of the prefill that follows a wait for a slot. */
export const SLICES = [
  ...Array.from({ length: 15 }, (_, i) => (i + 1) / 16),
  0.96,
  0.975,
  0.985,
  0.992,
  0.996,
  0.999,
].sort((a, b) => a - b);

/** Slices of the law of the wait for a slot. */
const WAIT_SLICES = [
  ...Array.from({ length: 36 }, (_, i) => (i + 1) / 40),
  ...[0.92, 0.935, 0.95, 0.965, 0.975, 0.983, 0.989, 0.993, 0.996, 0.998],
];

export function firstToken(
  server: Server,
  work: WorkLengths,
  limits: Capacity,
  arrivalRate: number,
  state: Occupancy,
): FirstToken {
  const laws = emptyLaws(server);
  const { idle } = arrivalStates(state);
  const unblocked = 1 - state.blocked;
  const typical = typicalBacklog(server, work, arrivalRate, state);
  const congested = couplingShare(server, work, limits, arrivalRate);
  const busy = unblocked * (1 - idle);
  addRandomArrival(server, work, typical, busy * (1 - congested), laws);
  if (congested > 1e-4) {
    const stretch = coupledStretch(server, work);
    const chain = stableBacklog(server, work, arrivalRate, coupledDecodes(limits), { stretch });
    addRandomArrival(server, work, chain, busy * congested, laws);
  }
  if (idle > 1e-4) {
    const chain = backlog(server, work, arrivalRate, 0, { sleeps: true });
    const asleep = 1 / arrivalRate / (state.cycles[0] as number);
    if (chain === undefined) addRandomArrival(server, work, typical, unblocked * idle, laws);
    else addRandomArrival(server, work, chain, unblocked * idle, laws, asleep);
  }
  if (state.blocked > 1e-6) addBlocked(server, work, limits, arrivalRate, state, laws);
  return { ...laws, ttft: together(laws.ttfts), chain: typical };
}

/** The backlog at the mean number of decodes, when some run and a slot is free. */
export function typicalBacklog(
  server: Server,
  work: WorkLengths,
  arrivalRate: number,
  state: Occupancy,
): Backlog {
  return stableBacklog(server, work, arrivalRate, arrivalStates(state).decodes);
}

/** P(no decode runs | a slot is free), and the mean number of decodes when some do. */
export function arrivalStates({ law, cycles, blocked, seen }: Occupancy): Seen {
  if (seen !== undefined) return seen;
  const top = law.length - 1;
  let [time, busy, moment] = [0, 0, 0];
  for (let n = 0; n <= top; n++) {
    const share = (law[n] as number) * (cycles[n] as number);
    time += share;
    if (n === 0 || n === top) continue;
    busy += share;
    moment += n * share;
  }
  const idle = ((law[0] as number) * (cycles[0] as number)) / time;
  return {
    idle: Math.min(1, idle / Math.max(1e-12, 1 - blocked)),
    decodes: busy > 0 ? moment / busy : top,
  };
}

/**
 * The backlog at g decodes, or at the most decodes below g that leave it a steady state, or the
 * largest load without decodes that has one.
 */
function stableBacklog(
  server: Server,
  work: WorkLengths,
  arrivalRate: number,
  g: number,
  options: BacklogOptions = {},
): Backlog {
  for (let decodes = g; decodes > 0.3; decodes *= 0.93) {
    const chain = backlog(server, work, arrivalRate, decodes, options);
    if (chain !== undefined) return chain;
  }
  for (let rate = arrivalRate; ; rate *= 0.9) {
    const chain = backlog(server, work, rate, 0.3);
    if (chain !== undefined) return chain;
  }
}

/**
 * φ: a backlog that lasts longer than the decodes live is served at the balance of budget and
 * decodes (or with all slots taken, if those are fewer), where every prompt's own decodes come
 * back as a smaller budget. Ratio of the two time constants, x/(x + 4).
 */
export function couplingShare(
  server: Server,
  work: WorkLengths,
  limits: Capacity,
  arrivalRate: number,
): number {
  const { prompts, outputs } = server.workload;
  const decodes = coupledDecodes(limits);
  const budget = prefillBudget(server, decodes);
  const seconds = fullTime(server, decodes);
  const spare = Math.max(1e-3, 1 - (arrivalRate * seconds * prompts.mean) / budget);
  const backlogIterations = (arrivalRate * seconds * work.secondMoment) / (budget * spare) ** 2;
  const decodeIterations =
    (outputs.decodeMean * prompts.mean) / (outputs.decodeMean + prompts.mean);
  if (decodeIterations <= 0) return 0;
  const ratio = backlogIterations / decodeIterations;
  return (budgetShare(limits) * ratio) / (ratio + 4);
}

export function coupledDecodes({ budgetDecodes, slotDecodes }: Capacity): number {
  return Math.min(budgetDecodes, slotDecodes);
}

/** Factor on the lengths that gives the backlog the heavy-traffic variance of tokens with their decodes. */
export function coupledStretch(server: Server, { secondMoment }: WorkLengths): number {
  const { prompts, outputs, product } = server.workload;
  const both = secondMoment + 2 * product + outputs.decodeSecondMoment;
  return (both / secondMoment) * (prompts.mean / (prompts.mean + outputs.decodeMean)) ** 2;
}

/** Prefill from the start of an iteration with all slots taken, of a request just released. */
export function releasedLaws(
  server: Server,
  work: WorkLengths,
  limits: Capacity,
  arrivalRate: number,
): FirstTokenLaws {
  const after = emptyLaws(server);
  const perIteration = Math.min(arrivalRate, limits.arrivalRate) * limits.cycle;
  const chain = stableBacklog(server, work, arrivalRate, limits.decodes, { perIteration });
  addReleased(server, work, chain, after);
  return after;
}

/** Wait for a slot, then the prefill from the start of an iteration with all slots taken. */
function addBlocked(
  server: Server,
  work: WorkLengths,
  limits: Capacity,
  arrivalRate: number,
  state: Occupancy,
  laws: FirstTokenLaws,
): void {
  const after = releasedLaws(server, work, limits, arrivalRate);
  const waits = gammaPoints(slotWaitScv(server, limits, arrivalRate), WAIT_SLICES);
  const starts = after.prefillWait.points(SLICES);
  const firsts = after.ttfts.map((law) => law.points(SLICES));
  for (const [node, weight] of waits) {
    const wait = state.slotWait * node;
    for (const [value, share] of starts)
      laws.prefillWait.add(wait + value, state.blocked * weight * share);
    firsts.forEach((points, place) => {
      const part = state.blocked * weight * (server.workload.classes[place] as PromptClass).weight;
      for (const [value, share] of points) laws.ttfts[place]?.add(wait + value, part * share);
    });
  }
}

/**
 * Squared coefficient of variation of the wait of those that wait: 1 − (1 − ρ)(1 − c_e²) as in
 * M/G/1, where c_e² of the residual output length runs from ⅓ (fixed) to 1 (exponential).
 */
export function slotWaitScv(server: Server, limits: Capacity, arrivalRate: number): number {
  const excess = (2 / 3) * (stayScv(server, limits) - 1);
  return 1 + (1 - Math.min(1, arrivalRate / limits.arrivalRate)) * Math.min(0.6, excess);
}
