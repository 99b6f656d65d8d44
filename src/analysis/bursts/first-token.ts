/**
 * TTFT and t_qp of arrivals with a hidden phase: those that find the engine idle, those that find
 * decodes running and a free slot, and those that first wait for a slot; by groups of phases.
 *
 * @see docs/model.md#bursts
 */
import { gammaPoints } from '../../numerics/special.ts';
import { countsAfter } from '../../queueing/counts-after.ts';
import { type MarkovArrivals, regularArrivals, thinned } from '../../queueing/markov-arrivals.ts';
import type { WorkLengths } from '../chunked-prefill/backlog.ts';
import type { Capacity } from '../chunked-prefill/capacity.ts';
import {
  coupledDecodes,
  coupledStretch,
  couplingShare,
  releasedLaws,
  SLICES,
  slotWaitScv,
} from '../chunked-prefill/first-token.ts';
import { emptyLaws, type FirstTokenLaws } from '../chunked-prefill/first-token-laws.ts';
import type { Occupancy } from '../chunked-prefill/occupancy.ts';
import { inTurn } from '../chunked-prefill/stage.ts';
import type { Server } from '../engine/server.ts';
import { type ModulatedBacklog, type ModulatedOptions, modulatedBacklog } from './backlog.ts';
import { addModulatedArrivals } from './prefill-wait.ts';

/** Arrivals that come in the same phases and meet the same numbers of decodes. */
export interface PhaseGroup {
  /** Share of all arrivals; all groups make 1. */
  readonly arriving: number;
  /** Phases that belong to it. */
  readonly phases: readonly number[];
  /** Of its arrivals: without a slot, finding no decode; mean decodes for those that find some. */
  readonly blocked: number;
  readonly idle: number;
  readonly decodes: number;
  /** Seconds that blocked ones wait: [mean, share of the group, squared coefficient of variation]. */
  readonly waits: readonly (readonly [number, number, number])[];
}

export interface GroupLaws extends FirstTokenLaws {
  readonly group: PhaseGroup;
  /** The backlog that its arrivals meet. */
  readonly chain: ModulatedBacklog;
}

export interface BurstyServer {
  readonly server: Server;
  readonly work: WorkLengths;
  readonly limits: Capacity;
  readonly arrivals: MarkovArrivals;
}

/** Numbers of decodes closer than this share have one backlog. */
const ALIKE = 0.04;

export function modulatedFirstTokens(
  bursty: BurstyServer,
  state: Occupancy,
  groups: readonly PhaseGroup[],
): GroupLaws[] {
  const { server, work, limits, arrivals } = bursty;
  const laws = groups.map(() => emptyLaws(server));
  const chains = chainsOf(bursty, groups);
  const congested = couplingShare(server, work, limits, arrivals.rate);
  const weights = (part: (group: PhaseGroup) => number, only: (i: number) => boolean) =>
    groups.flatMap((group, i) =>
      only(i)
        ? [{ rates: groupRates(arrivals, group, part(group)), laws: laws[i] as FirstTokenLaws }]
        : [],
    );
  for (const chain of new Set(chains)) {
    const part = (group: PhaseGroup) => busyShare(group) * (1 - congested);
    addModulatedArrivals(
      server,
      chain,
      weights(part, (i) => chains[i] === chain),
    );
  }
  if (congested > 1e-4) {
    const stretch = coupledStretch(server, work);
    const chain = stable(bursty, coupledDecodes(limits), { stretch });
    const part = (group: PhaseGroup) => busyShare(group) * congested;
    addModulatedArrivals(
      server,
      chain,
      weights(part, () => true),
    );
  }
  addIdle(bursty, state, groups, laws, chains[0] as ModulatedBacklog);
  addBlocked(bursty, groups, laws);
  return groups.map((group, i) => ({
    ...(laws[i] as FirstTokenLaws),
    group,
    chain: chains[i] as ModulatedBacklog,
  }));
}

/** Of all arrivals: those of the group that find decodes and a free slot. */
function busyShare({ arriving, blocked, idle }: PhaseGroup): number {
  return arriving * Math.max(0, 1 - blocked - idle);
}

/** Rates by phase that make the arrivals of the group a share `weight` of a second. */
function groupRates(arrivals: MarkovArrivals, group: PhaseGroup, weight: number): number[] {
  let total = 0;
  for (const p of group.phases)
    total += (arrivals.shares[p] as number) * (arrivals.rates[p] as number);
  return arrivals.rates.map((rate, p) =>
    group.phases.includes(p) && total > 0 ? (rate * weight) / total : 0,
  );
}

/** A backlog for each group, the same where decodes are about as many. */
function chainsOf(bursty: BurstyServer, groups: readonly PhaseGroup[]): ModulatedBacklog[] {
  const [least, most] = [
    Math.min(...groups.map(({ decodes }) => decodes)),
    Math.max(...groups.map(({ decodes }) => decodes)),
  ];
  if (most - least > ALIKE * most) return groups.map(({ decodes }) => stable(bursty, decodes));
  const mean = groups.reduce((sum, { arriving, decodes }) => sum + arriving * decodes, 0);
  const one = stable(bursty, mean);
  return groups.map(() => one);
}

/** The backlog at g decodes, or at the most below g that leave it a steady state. */
function stable(
  { server, work, arrivals }: BurstyServer,
  g: number,
  { stretch = 1, ...options }: ModulatedOptions & { stretch?: number } = {},
): ModulatedBacklog {
  const process = stretch === 1 ? arrivals : fewer(arrivals, 1 / stretch);
  const at = (decodes: number, of: MarkovArrivals) =>
    modulatedBacklog(server, work, of, decodes, { ...options, stretch });
  for (let decodes = g; decodes > 0.3; decodes *= 0.93) {
    const chain = at(decodes, process);
    if (chain !== undefined) return chain;
  }
  for (let share = 1; ; share *= 0.9) {
    const chain = at(0.3, fewer(process, share));
    if (chain !== undefined) return chain;
  }
}

/** A share of the arrivals, in the same phases. */
function fewer(arrivals: MarkovArrivals, share: number): MarkovArrivals {
  if (arrivals.kind === 'modulated') return thinned(arrivals, share);
  return regularArrivals(share * arrivals.rate, arrivals.scv, arrivals.stages);
}

/** No decode runs: asleep, or a prompt is alone in the engine. */
function addIdle(
  bursty: BurstyServer,
  state: Occupancy,
  groups: readonly PhaseGroup[],
  laws: readonly FirstTokenLaws[],
  otherwise: ModulatedBacklog,
): void {
  const { server, work, arrivals } = bursty;
  if (!groups.some(({ idle }) => idle > 1e-4)) return;
  const chain = modulatedBacklog(server, work, arrivals, 0, { sleeps: true });
  groups.forEach((group, i) => {
    const weight = group.arriving * group.idle;
    if (weight < 1e-5) return;
    const rates = groupRates(arrivals, group, weight);
    const one = [{ rates, laws: laws[i] as FirstTokenLaws }];
    if (chain === undefined) addModulatedArrivals(server, otherwise, one);
    else {
      const others = countsAfter(arrivals, rates).mean(state.lonePrefill);
      addModulatedArrivals(server, chain, one, 1 / (1 + Math.max(0, others)));
    }
  });
}

/** Wait for a slot, then the prefill from the start of an iteration with all slots taken. */
function addBlocked(
  { server, work, limits, arrivals }: BurstyServer,
  groups: readonly PhaseGroup[],
  laws: readonly FirstTokenLaws[],
): void {
  if (!groups.some(({ blocked, arriving }) => blocked * arriving > 1e-6)) return;
  const after = releasedLaws(server, limits, arrivals.rate, inTurn(server, work));
  const starts = after.prefillWait.points(SLICES);
  const firsts = after.ttfts.map((law) => law.points(SLICES));
  const classes = server.workload.classes;
  groups.forEach(({ arriving, waits }, i) => {
    const { ttfts, prefillWait } = laws[i] as FirstTokenLaws;
    for (const [wait, part] of waitPoints(waits)) {
      const share = arriving * part;
      for (const [value, p] of starts) prefillWait.add(wait + value, share * p);
      firsts.forEach((points, place) => {
        const own = share * (classes[place]?.weight ?? 0);
        for (const [value, p] of points) ttfts[place]?.add(wait + value, own * p);
      });
    }
  });
}

/** [Seconds, share] of waits that are gamma laws each. */
function waitPoints(waits: PhaseGroup['waits']): (readonly [number, number])[] {
  return waits.flatMap(([mean, weight, scv]) =>
    (scv > 0.02 ? gammaPoints(scv, FEW) : SURE).map(
      ([node, part]) => [mean * node, weight * part] as const,
    ),
  );
}

const SURE = [[1, 1]] as const;
const FEW = [0.2, 0.4, 0.6, 0.8, 0.95];

/** Waits of regular arrivals: one law, as for Poisson arrivals. */
export function slotWaitPoint(
  server: Server,
  limits: Capacity,
  rate: number,
  { blocked, slotWait }: Occupancy,
): readonly [number, number, number] {
  return [slotWait, blocked, slotWaitScv(server, limits, rate)];
}
