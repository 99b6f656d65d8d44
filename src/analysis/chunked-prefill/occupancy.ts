/**
 * How many requests decode at the same time. Arrivals during the long iterations that carry
 * prompts enter together, so entries per iteration are clumped, and the spread of the number
 * of decodes is wider than a Poisson law by half the excess dispersion.
 *
 * Approximation; with constant iteration time and dispersion 1 exact (product form).
 *
 * @see docs/model.md#occupancy
 */
import { clumpedOccupancy } from '../../queueing/clumped-occupancy.ts';
import { decodeTime, fullTime, prefillBudget, type Server } from '../engine/server.ts';
import { backlog, type IterationTokens, type TokensAt, type WorkLengths } from './backlog.ts';
import { balancedShares, type Pool, pooledReplicas, type Seen } from './balanced.ts';
import { type Balance, balance } from './batch-balance.ts';
import type { Capacity } from './capacity.ts';
import { lonePrefill } from './chunks.ts';
import { regularBlocking } from './regular-slots.ts';
import { slotBlocking } from './slots.ts';

export interface Occupancy {
  readonly balance: Balance;
  /** The backlog at the mean field; undefined where it has no steady state. */
  readonly chain: IterationTokens | undefined;
  readonly clumping: Clumping;
  /** P(n decodes) over iterations, n ≤ the most that can decode. */
  readonly law: Float64Array;
  /** t_n: mean seconds of an iteration with n decodes; of an idle period for n = 0. */
  readonly cycles: Float64Array;
  /** Seconds per iteration for prompts that arrived while a first prompt was alone in the engine. */
  readonly wake: number;
  /** P(an arrival finds no slot), and its mean wait for one. */
  readonly blocked: number;
  readonly slotWait: number;
  /** Mean seconds of prefill without decodes after an idle period. */
  readonly lonePrefill: number;
  /** What an arrival finds; absent: what there is over time. */
  readonly seen?: Seen;
}

/** How much arrivals are thrown together by the engine itself. */
export interface Clumping {
  /** ρ_E, share of an iteration that prefill adds; capped at 0.98. */
  readonly prefillShare: number;
  /** I, index of dispersion of entries per iteration; I_eff, as the decode stage feels it. */
  readonly dispersion: number;
  readonly effective: number;
  /** r, correlation of prompt tokens between neighbouring iterations. */
  readonly correlation: number;
  /** Covariance of prompt tokens and decodes of an iteration, before the batch limit squeezes it. */
  readonly covariance: number;
  /** Variance of the prompt tokens of an iteration. */
  readonly tokenVariance: number;
}

/** What arrivals are if not Poisson. */
export interface ArrivalForm {
  /** c_a², index of dispersion of the arrivals; 1 for Poisson. */
  readonly variability?: number;
  /** The backlog under these arrivals with g decodes. */
  readonly backlogAt?: (g: number) => IterationTokens | undefined;
  /** The prompt tokens of an iteration at any rate; absent: of prompts cut to the budget. */
  readonly tokensAt?: TokensAt;
}

export function occupancy(
  server: Server,
  work: WorkLengths,
  limits: Capacity,
  arrivalRate: number,
  { variability = 1, ...form }: ArrivalForm = {},
): Occupancy {
  const { prompts, outputs } = server.workload;
  const most = mostDecodes(limits);
  const tokensAt: TokensAt =
    form.tokensAt ??
    ((rate, g, cells) => backlog(server, work, rate, g, cells === undefined ? {} : { cells }));
  const field = balance(server, tokensAt, arrivalRate, most);
  const chain =
    form.backlogAt === undefined
      ? tokensAt(arrivalRate, field.decodes)
      : form.backlogAt(field.decodes);
  const clumping = clumpingOf(server, work, field, chain, arrivalRate, variability);
  const left = Math.max(0.03, 1 - clumping.prefillShare);
  const alone = lonePrefill(server);
  const cycle = (n: number) =>
    Math.min(decodeTime(server, n) / field.decodeShare(n), fullTime(server, n));
  const cycles = Float64Array.from({ length: most + 1 }, (_, n) => cycle(n));
  const dispersion = clumping.effective;
  const firstClump = 1 + (arrivalRate * alone) / left;
  const entries = (n: number, t: number) =>
    Math.min(arrivalRate * t, prefillBudget(server, n) / prompts.mean);
  const even =
    server.balanced > 1
      ? evenly(server, arrivalRate, most, clumping, { cycle, entries })
      : undefined;
  const law =
    even?.law ??
    clumpedOccupancy({
      dispersion,
      firstClump,
      entries: (n) => entries(n, cycles[n] as number),
      residence: outputs.decodeMean,
      capacity: most,
    });
  const { wake, first } = wakeTimes(law, (alone / left) * clumping.prefillShare, alone);
  for (let n = 1; n <= most; n++) cycles[n] = (cycles[n] as number) + wake;
  cycles[0] = 1 / arrivalRate + first;
  if (limits.intake < 1) cycles[most] = Math.min(cycles[most] as number, limits.cycle);
  const scarce = limits.intake < 1;
  const poisson =
    variability < 1 ? clumpingOf(server, work, field, chain, arrivalRate, 1) : clumping;
  const { blocked: blockedAtRandom, slotWait } = scarce
    ? slotBlocking(server, work, limits, arrivalRate, {
        dispersion: poisson.effective,
        firstClump,
        clumping: poisson,
        variability,
        entryDispersion: clumping.dispersion,
        cycle,
        entries,
        idle: cycles[0],
      })
    : NEVER_BLOCKED;
  const blocked =
    blockedAtRandom * regularBlocking(server, work, limits, arrivalRate, field, variability);
  return {
    law: scarce ? withBlockedTime(law, cycles, blocked) : law,
    cycles,
    wake,
    balance: field,
    chain,
    clumping,
    blocked,
    slotWait,
    lonePrefill: first,
    ...(even === undefined ? {} : { seen: even.seen }),
  };
}

/** The decodes of a replica among others that are kept equally full, on the clock of rounds. */
function evenly(
  { balanced, workload }: Server,
  arrivalRate: number,
  most: number,
  clumping: Clumping,
  rates: Pick<Pool, 'cycle' | 'entries'>,
): { readonly law: Float64Array; readonly seen: Seen } {
  const { shares, seen } = balancedShares({
    ...rates,
    replicas: pooledReplicas(balanced),
    residence: workload.outputs.decodeMean,
    dispersion: 1 + (clumping.effective - 1) / balanced,
    capacity: most,
  });
  const perTime = shares.map((share, n) =>
    n === 0 ? share * arrivalRate : share / rates.cycle(n),
  );
  const total = perTime.reduce((sum, p) => sum + p, 0);
  return { law: perTime.map((p) => p / total), seen };
}

const NEVER_BLOCKED = { blocked: 0, slotWait: 0 };

/**
 * Prompts that arrive while a first prompt is alone in the engine add `extra` seconds to each busy
 * spell: spread over the iterations that decode, at most once each; the rest of it (outputs too
 * short for so many iterations) prolongs the prefill without decodes.
 */
function wakeTimes(
  law: Float64Array,
  extra: number,
  alone: number,
): { wake: number; first: number } {
  const none = law[0] as number;
  const wake = Math.min(1, none / (1 - none)) * extra;
  const spread = none > 0 ? (wake * (1 - none)) / none : 0;
  return { wake, first: alone + Math.max(0, extra - spread) };
}

/** Decodes far beyond the mean at the stability limit never occur. */
const farBeyond = ({ decodes }: Capacity) => 4 * decodes + 20;

/** The decodes for which the law is worked out: all slots allow, but not far beyond the limit's. */
export function mostDecodes(limits: Capacity): number {
  return Math.max(1, Math.round(Math.min(limits.slotDecodes, farBeyond(limits))));
}

function clumpingOf(
  server: Server,
  work: WorkLengths,
  { decodes: g, decodeShare }: Balance,
  chain: IterationTokens | undefined,
  arrivalRate: number,
  variability: number,
): Clumping {
  const { prompts, outputs } = server.workload;
  const prefillShare = Math.min(0.98, 1 - decodeShare(g));
  const dispersion = (variability + prefillShare ** 2 * work.scv) / (1 - prefillShare) ** 2;
  if (chain === undefined)
    return {
      prefillShare,
      dispersion,
      effective: Math.max(0.55, 1 + 2 * outputs.theta * (dispersion - 1)),
      correlation: 0,
      covariance: 0,
      tokenVariance: 0,
    };
  const { tokenVariance } = chain;
  const perArrival = work.secondMoment + (variability - 1) * prompts.mean ** 2;
  const asymptotic = (decodeTime(server, g) * arrivalRate * perArrival) / (1 - prefillShare) ** 3;
  const queued = Math.max(0, (asymptotic - tokenVariance) / 2);
  const correlation = queued / (tokenVariance + queued);
  const stay = 1 - 1 / Math.max(1.0001, outputs.decodeMean);
  const spread = (1 - correlation) / (1 - stay * correlation);
  const entering = arrivalRate * chain.meanDuration;
  const lengthScv = prompts.secondMoment / prompts.mean ** 2 - 1;
  const within = Math.max(
    0,
    1 - entering,
    tokenVariance / (entering * prompts.mean ** 2) - lengthScv,
  );
  return {
    prefillShare,
    dispersion,
    effective: Math.max(0.55, 1 + 2 * outputs.theta * (dispersion - 1) * spread),
    correlation,
    // Where replicas are kept equally full, one that has prompts to compute has fewer decodes.
    // Arrivals that keep a distance come less often while others still decode.
    covariance:
      Math.max(
        variability < 1 ? -Infinity : 0,
        ((prompts.mean * entering * (dispersion - within)) / 2) * spread,
      ) /
        server.balanced -
      ((1 - 1 / server.balanced) * tokenVariance) / prompts.mean,
    tokenVariance,
  };
}

/** The law with the mass at the top changed so that all slots are taken for a given share of time. */
function withBlockedTime(law: Float64Array, cycles: Float64Array, share: number): Float64Array {
  const top = law.length - 1;
  let time = 0;
  for (let n = 0; n < top; n++) time += (law[n] as number) * (cycles[n] as number);
  const out = law.slice();
  out[top] = (share * time) / (1 - share) / (cycles[top] as number);
  const total = out.reduce((sum, p) => sum + p, 0);
  return out.map((p) => p / total);
}
