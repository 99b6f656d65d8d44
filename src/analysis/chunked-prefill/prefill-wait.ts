/**
 * What an arrival finds that meets the engine with g decodes: how much of the running iteration is
 * left, and the law of the prompt tokens ahead of it.
 *
 * Exact for frozen g (PASTA) up to the lattice and three Gauss nodes for the elapsed time.
 *
 * @see docs/model.md#time-to-first-token
 */
import { type Nodes, ONE_NODE, THREE_NODES, TWO_NODES } from '../../numerics/gauss-legendre.ts';
import {
  aheadLaws,
  type Circle,
  circle,
  type Elapsed,
  excessDecay,
  excessSpectrum,
  pointsFor,
} from '../../queueing/bulk-excess.ts';
import { type CellLaw, withoutTail } from '../../queueing/cell-law.ts';
import type { CountsAfter } from '../../queueing/counts-after.ts';
import { BEYOND, withTail } from '../../queueing/geometric-tail.ts';
import type { Server } from '../engine/server.ts';
import type { Backlog } from './backlog.ts';
import { pullOf } from './balanced.ts';
import type { FirstTokenLaws } from './first-token-laws.ts';
import { type AddSituation, addSituation } from './prompt-way.ts';

const AT_ONCE = [[1, 1]] as const;

/** Elapsed shares of the running iteration. Rare situations need no law of the elapsed time, and those with a backlog a rough one. */
export function elapsedNodes(seconds: number, share: number, full: boolean): Nodes {
  if (seconds === 0) return AT_ONCE;
  if (share > 0.08 && !full) return THREE_NODES;
  return share > 0.01 ? TWO_NODES : ONE_NODE;
}

/** What an arrival may find: a remaining time, what may have come since, and its probability. */
export interface Situation {
  readonly residual: number;
  /** Mean arrivals since the iteration began. */
  readonly arrivals: number;
  readonly weight: number;
  /** The iteration was full: it leaves a backlog behind. */
  readonly full: boolean;
  /** What comes after the arrival; absent: Poisson arrivals at the rate of the chain. */
  readonly after?: CountsAfter;
}

/** Adds the laws, times `weight`, for an arrival at a random time. */
export function addRandomArrival(
  server: Server,
  chain: Backlog,
  weight: number,
  laws: FirstTokenLaws,
  idleShare?: number,
  add: AddSituation = addSituation,
): void {
  const situations = rounds(chain, idleShare).flatMap(({ seconds, share, full, arrivals }) =>
    elapsedNodes(seconds, share * weight, full).map(([u, node]) => ({
      residual: (1 - u) * seconds,
      arrivals: u * arrivals,
      weight: weight * share * node * earliness(server, chain, seconds, u),
      full,
    })),
  );
  addSituations(server, chain, situations, laws, add);
}

/**
 * Adds the laws for a request that a slot released at the start of an iteration: before it stand
 * what full iterations left behind and, on average, half of those released together with it.
 */
export function addReleased(
  server: Server,
  chain: Backlog,
  laws: FirstTokenLaws,
  add: AddSituation = addSituation,
): void {
  const arrivals = (chain.queue.arrivals[chain.cells] as number) / 2;
  const situations = [
    { residual: 0, arrivals, weight: 1 - chain.full, full: false },
    { residual: 0, arrivals, weight: chain.full, full: true },
  ];
  addSituations(server, chain, situations, laws, add);
}

/**
 * Among replicas that are kept equally full, half of those by the iteration take the place of a request
 * that left at the end of the iteration before, as soon as the router has one to send.
 */
function earliness({ balanced }: Server, chain: Backlog, seconds: number, u: number): number {
  const pull = pullOf(balanced, chain.offeredRate, chain.meanDuration) / 2;
  const rounds = balanced * chain.offeredRate * seconds;
  if (pull === 0 || rounds < 1e-3) return 1;
  return 1 - pull + (pull * rounds * Math.exp(-rounds * u)) / (1 - Math.exp(-rounds));
}

interface Round {
  readonly seconds: number;
  /** P(an arrival falls into such a round). */
  readonly share: number;
  /** Mean arrivals in it. */
  readonly arrivals: number;
  readonly full: boolean;
}

/** Rounds by length: without prompts (or asleep), three groups of partial ones, full ones. */
function rounds(chain: Backlog, idleShare: number | undefined): Round[] {
  const { partial, durations, cells: k, full: fullShare, queue } = chain;
  const arriving = (w: number) => queue.arrivals[w] as number;
  const entering =
    partial.reduce((sum, p, w) => sum + p * arriving(w), 0) + fullShare * arriving(k);
  const empty = ((partial[0] as number) * arriving(0)) / entering;
  const idle = idleShare ?? empty;
  const rest = idleShare === undefined ? 1 : empty < 1 ? (1 - idle) / (1 - empty) : 0;
  const asleep = queue.sleeps;
  const out: Round[] = [
    {
      seconds: asleep ? 0 : (durations[0] as number),
      share: asleep ? idle : empty,
      arrivals: asleep ? 0 : arriving(0),
      full: false,
    },
  ];
  const groups = Math.min(3, k - 1);
  for (let group = 0; group < groups; group++) {
    const from = Math.round(1 + (group * (k - 1)) / groups);
    const to = Math.round(1 + ((group + 1) * (k - 1)) / groups);
    let [weight, time, square] = [0, 0, 0];
    for (let w = from; w < to; w++) {
      const share = (partial[w] as number) * arriving(w);
      weight += share;
      time += share * (durations[w] as number);
      square += share * arriving(w);
    }
    if (weight > 0)
      out.push({
        ...{ seconds: time / weight, arrivals: square / weight },
        ...{ share: (rest * weight) / entering, full: false },
      });
  }
  const share = (rest * fullShare * arriving(k)) / entering;
  out.push({ seconds: durations[k] as number, share, arrivals: arriving(k), full: true });
  return out.filter(({ share }) => share > 1e-7);
}

/** Full iterations leave a long tail behind and need a long transform; the others a short one. */
function addSituations(
  server: Server,
  chain: Backlog,
  situations: readonly Situation[],
  laws: FirstTokenLaws,
  addOne: AddSituation,
): void {
  const { queue, cells: k, partial, full } = chain;
  const busy = situations.filter((situation) => situation.full && situation.weight > 1e-7);
  const quiet = situations.filter((situation) => !situation.full);
  const short = circle(queue.sizes, pointsFor(queue.sizes.length + 8, 3 * k));
  const add: Add = (ahead, situation) => addOne(server, chain, ahead, situation, laws);
  addByPairs(
    short,
    quiet,
    (arrivals) => ({ arrivals }),
    (law, one) => add(withoutTail(law), one),
  );
  if (busy.length === 0) return;
  const decay = excessDecay(queue);
  const long = circle(queue.sizes, pointsFor(BEYOND * (queue.sizes.length + 3 * k)));
  const behind = excessSpectrum(queue, partial, long);
  const conditional = busy.map((situation) => ({ ...situation, weight: situation.weight / full }));
  addByPairs(
    long,
    conditional,
    (arrivals) => ({ arrivals, behind }),
    (law, one) => add(withTail(law, decay), one),
  );
}

/** Two situations share one transform. */
function addByPairs(
  on: Circle,
  situations: readonly Situation[],
  elapsed: (arrivals: number) => Elapsed,
  add: (law: Float64Array, situation: Situation) => void,
): void {
  for (let i = 0; i < situations.length; i += 2) {
    const first = situations[i] as Situation;
    const second = situations[i + 1];
    const [one, two] = aheadLaws(on, elapsed(first.arrivals), elapsed((second ?? first).arrivals));
    add(one, first);
    if (second !== undefined) add(two, second);
  }
}

type Add = (ahead: CellLaw, situation: Situation) => void;
