/**
 * TTFT and t_qp of all arrivals: those that find the engine idle, those that find decodes
 * running and a free slot, and those that first wait for a slot.
 *
 * @see docs/model.md#time-to-first-token
 */
import type { Histogram } from '../../numerics/histogram.ts';
import { gammaPoints } from '../../numerics/special.ts';
import { fullTime, prefillBudget, type Server } from '../engine/server.ts';
import type { PromptClass } from '../traffic/workload.ts';
import type { BacklogOptions, IterationTokens, WorkLengths } from './backlog.ts';
import type { Seen } from './balanced.ts';
import { budgetShare, type Capacity } from './capacity.ts';
import { emptyLaws, type FirstTokenLaws, together } from './first-token-laws.ts';
import type { Occupancy } from './occupancy.ts';
import { stayScv } from './slots.ts';

export interface FirstToken<T extends IterationTokens = IterationTokens> extends FirstTokenLaws {
  /** The prompt tokens of an iteration at the typical number of decodes. */
  readonly chain: T;
  /** Of all requests together. */
  readonly ttft: Histogram;
  /**
   * By class, the prompts that a request leaves behind it when its own is done, against the mean of all
   * under first come first served; absent: that is the order, and they grow with the own TTFT.
   */
  readonly clumps?: readonly number[];
}

/** Factors on the wait of a class for a slot, each with its share. */
export type SlotTurns = (
  utilization: number,
  place: number,
) => readonly (readonly [number, number])[];

/** How prompts are served while a number of decodes run: what is ahead of one, and its way. */
export interface Discipline<T extends IterationTokens> {
  /** The prompts before each iteration at λ and g; undefined without a steady state. */
  readonly chainAt: (arrivalRate: number, g: number, options?: BacklogOptions) => T | undefined;
  /** Adds the laws, times `weight`, for an arrival at a random time, asleep with such a share. */
  readonly addArrival: (chain: T, weight: number, laws: FirstTokenLaws, asleep?: number) => void;
  /** Adds the laws of a request that a slot releases at the start of an iteration. */
  readonly addReleased: (chain: T, laws: FirstTokenLaws) => void;
  /** A prompt may wait between its chunks. */
  readonly interrupts: boolean;
  /** Absent: first come first served. */
  readonly slotTurns?: SlotTurns;
  /** Classes wait differently for their first chunk. */
  readonly waitsDiffer?: boolean;
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
export const WAIT_SLICES = [
  ...Array.from({ length: 36 }, (_, i) => (i + 1) / 40),
  ...[0.92, 0.935, 0.95, 0.965, 0.975, 0.983, 0.989, 0.993, 0.996, 0.998],
];

export function firstToken<T extends IterationTokens>(
  server: Server,
  work: WorkLengths,
  limits: Capacity,
  arrivalRate: number,
  state: Occupancy,
  discipline: Discipline<T>,
): FirstToken<T> {
  const { chainAt, addArrival } = discipline;
  const laws = emptyLaws(server, discipline);
  const { idle } = arrivalStates(state);
  const unblocked = 1 - state.blocked;
  const typical = typicalChain(discipline, arrivalRate, state);
  const congested = couplingShare(server, work, limits, arrivalRate);
  const busy = unblocked * (1 - idle);
  addArrival(typical, busy * (1 - congested), laws);
  if (congested > 1e-4) {
    const stretch = coupledStretch(server, work);
    const chain = stableChain(discipline, arrivalRate, coupledDecodes(limits), { stretch });
    addArrival(chain, busy * congested, laws);
  }
  if (idle > 1e-4) {
    const chain = chainAt(arrivalRate, 0, { sleeps: true });
    const asleep = 1 / arrivalRate / (state.cycles[0] as number);
    if (chain === undefined) addArrival(typical, unblocked * idle, laws);
    else addArrival(chain, unblocked * idle, laws, asleep);
  }
  if (state.blocked > 1e-6) addBlocked(server, limits, arrivalRate, state, discipline, laws);
  return { ...laws, ttft: together(laws.ttfts), chain: typical };
}

/** The prompts at the mean number of decodes, when some run and a slot is free. */
export function typicalChain<T extends IterationTokens>(
  discipline: Discipline<T>,
  arrivalRate: number,
  state: Occupancy,
): T {
  return stableChain(discipline, arrivalRate, arrivalStates(state).decodes);
}

/** P(no decode runs | a slot is free), and the mean number of decodes when some do. */
export function arrivalStates({
  law,
  cycles,
  blocked,
  seen,
}: Pick<Occupancy, 'law' | 'cycles' | 'blocked' | 'seen'>): Seen {
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
function stableChain<T extends IterationTokens>(
  { chainAt }: Discipline<T>,
  arrivalRate: number,
  g: number,
  options: BacklogOptions = {},
): T {
  for (let decodes = g; decodes > 0.3; decodes *= 0.93) {
    const chain = chainAt(arrivalRate, decodes, options);
    if (chain !== undefined) return chain;
  }
  for (let rate = arrivalRate; ; rate *= 0.9) {
    const chain = chainAt(rate, 0.3);
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
    (outputs.decodeMean * prompts.mean) /
    (server.tokensPerDecode * outputs.decodeMean + prompts.mean);
  if (decodeIterations <= 0) return 0;
  const ratio = backlogIterations / decodeIterations;
  return (budgetShare(limits) * ratio) / (ratio + 4);
}

export function coupledDecodes({ budgetDecodes, slotDecodes }: Capacity): number {
  return Math.min(budgetDecodes, slotDecodes);
}

/** Factor on the lengths that gives the backlog the heavy-traffic variance of tokens with their decodes. */
export function coupledStretch(server: Server, { secondMoment }: WorkLengths): number {
  const { tokensPerDecode: v, workload } = server;
  const { prompts, outputs, product } = workload;
  const both = secondMoment + 2 * v * product + v ** 2 * outputs.decodeSecondMoment;
  return (both / secondMoment) * (prompts.mean / (prompts.mean + v * outputs.decodeMean)) ** 2;
}

/** Prefill from the start of an iteration with all slots taken, of a request just released. */
export function releasedLaws<T extends IterationTokens>(
  server: Server,
  limits: Capacity,
  arrivalRate: number,
  discipline: Discipline<T>,
): FirstTokenLaws {
  const after = emptyLaws(server, discipline);
  const perIteration = Math.min(arrivalRate, limits.arrivalRate) * limits.cycle;
  const chain = stableChain(discipline, arrivalRate, limits.decodes, { perIteration });
  discipline.addReleased(chain, after);
  return after;
}

/** Wait for a slot, then the prefill from the start of an iteration with all slots taken. */
function addBlocked<T extends IterationTokens>(
  server: Server,
  limits: Capacity,
  arrivalRate: number,
  { blocked, slotWait }: Occupancy,
  discipline: Discipline<T>,
  laws: FirstTokenLaws,
): void {
  const after = releasedLaws(server, limits, arrivalRate, discipline);
  const load = arrivalRate / limits.arrivalRate;
  const waits = gammaPoints(slotWaitScv(server, limits, arrivalRate), WAIT_SLICES);
  const starts = after.prefillWait.points(SLICES);
  after.ttfts.forEach((law, place) => {
    const kind = blocked * (server.workload.classes[place] as PromptClass).weight;
    const turns = discipline.slotTurns?.(Math.min(0.999, load), place) ?? IN_TURN;
    const own = turns.flatMap(([factor, turn]) =>
      waits.map(([node, part]) => [slotWait * node * factor, kind * turn * part] as const),
    );
    addSums(own, starts, laws.prefillWait);
    if (laws.waits !== undefined) addSums(own, starts, laws.waits[place] as Histogram);
    addSums(own, law.points(SLICES), laws.ttfts[place] as Histogram);
  });
  for (const [value, share] of after.chunkWait?.points(SLICES) ?? [])
    laws.chunkWait?.add(value, blocked * share);
}

type Points = readonly (readonly [value: number, share: number])[];

/** Adds the law of a sum of two. */
function addSums(first: Points, second: Points, law: Histogram): void {
  for (const [wait, weight] of first)
    for (const [value, share] of second) law.add(wait + value, weight * share);
}

const IN_TURN = [[1, 1]] as const;

/**
 * Squared coefficient of variation of the wait of those that wait: 1 − (1 − ρ)(1 − c_e²) as in
 * M/G/1, where c_e² of the residual output length runs from ⅓ (fixed) to 1 (exponential).
 */
export function slotWaitScv(server: Server, limits: Capacity, arrivalRate: number): number {
  const excess = (2 / 3) * (stayScv(server, limits) - 1);
  return 1 + (1 - Math.min(1, arrivalRate / limits.arrivalRate)) * Math.min(0.6, excess);
}
