/**
 * Time to first token and wait before the first chunk, of an arrival that finds the engine with
 * g decodes: the rest of the running iteration, then one full iteration for each P tokens ahead
 * of its last token, then the iteration that finishes it.
 *
 * Exact for frozen g (PASTA) up to the lattice and three Gauss nodes for the elapsed time.
 *
 * @see docs/model.md#time-to-first-token
 */
import type { DiscreteLaw } from '../../numerics/discrete-law.ts';
import type { Histogram } from '../../numerics/histogram.ts';
import {
  aheadLaws,
  type Circle,
  circle,
  type Elapsed,
  excessDecay,
  excessSpectrum,
} from '../../queueing/bulk-excess.ts';
import type { CountsAfter } from '../../queueing/counts-after.ts';
import {
  BEYOND,
  type CellLaw,
  tailPart,
  withoutTail,
  withTail,
} from '../../queueing/geometric-tail.ts';
import { prefillBudget, type Server } from '../engine/server.ts';
import type { PromptClass, Prompts } from '../traffic/workload.ts';
import type { Backlog } from './backlog.ts';
import { pullOf } from './balanced.ts';

export interface FirstTokenLaws {
  /** By class of prompts. */
  readonly ttfts: readonly Histogram[];
  readonly prefillWait: Histogram;
  /** t_qp by class of prompts; absent where all wait alike. */
  readonly waits?: readonly Histogram[];
  /** t_qc; absent where no prompt ever waits between its chunks. */
  readonly chunkWait?: Histogram;
}

/** Elapsed share of the running iteration: Gauss–Legendre with three, two and one nodes. */
const ELAPSED = [
  [0.1127016653792583, 5 / 18],
  [0.5, 8 / 18],
  [0.8872983346207417, 5 / 18],
] as const;
const TWICE = [
  [0.2113248654051871, 0.5],
  [0.7886751345948129, 0.5],
] as const;
const HALFWAY = [[0.5, 1]] as const;
const AT_ONCE = [[1, 1]] as const;
/** Situations and tokens ahead are left out where their probability falls below this. */
const NEGLIGIBLE = 1e-6;

/** Rare situations need no law of the elapsed time, and those with a backlog a rough one. */
export function elapsedNodes(
  seconds: number,
  share: number,
  full: boolean,
): readonly (readonly [number, number])[] {
  if (seconds === 0) return AT_ONCE;
  if (share > 0.08 && !full) return ELAPSED;
  return share > 0.01 ? TWICE : HALFWAY;
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

/** A power of two beyond all lengths that matter. */
export function pointsFor(...lengths: readonly number[]): number {
  return Math.min(65536, 2 ** Math.ceil(Math.log2(Math.max(256, ...lengths))));
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

/** Adds the laws of requests in one situation, with the law of the cells ahead of them. */
export type AddSituation = (
  server: Server,
  chain: Backlog,
  ahead: CellLaw,
  situation: Pick<Situation, 'residual' | 'weight' | 'after'>,
  laws: FirstTokenLaws,
) => void;

/** First come first served. */
export const addSituation: AddSituation = (server, chain, ahead, situation, laws) => {
  const { cells: k } = chain;
  const { classes } = server.workload;
  const path = pathOf(server, chain, situation);
  byCells(ahead, k, situation.weight, (cellsAhead, weight, step) => {
    addPrefillWait(path, cellsAhead / k, step === 1, weight, laws.prefillWait);
    for (let place = 0; place < classes.length; place++) {
      const kind = classes[place] as PromptClass;
      const own = ownLengths(kind, cellsAhead / k, weight);
      const ttft = laws.ttfts[place] as Histogram;
      addFirstToken(path, cellsAhead * chain.cell, own, weight * kind.weight, ttft);
    }
  });
};

/** Sums over the tokens ahead: single cells first, then groups of about 3 % of what is ahead. */
export function byCells(
  { cells, next, decay }: CellLaw,
  k: number,
  situationWeight: number,
  add: (cellsAhead: number, weight: number, step: number) => void,
): void {
  const stepAt = (v: number) => (v < k ? 1 : Math.max(1, k >> 4, v >> 5));
  let v = 0;
  while (v < cells.length) {
    const step = stepAt(v);
    let mass = 0;
    let moment = 0;
    for (const end = Math.min(cells.length, v + step); v < end; v++) {
      mass += cells[v] as number;
      moment += v * (cells[v] as number);
    }
    if (mass * situationWeight > NEGLIGIBLE) add(moment / mass, situationWeight * mass, step);
  }
  const all = situationWeight / -Math.expm1(-decay);
  for (let left = next; left * all > NEGLIGIBLE; ) {
    const step = stepAt(v);
    const { mass, mean, after } = tailPart(left, decay, step);
    add(v + mean, situationWeight * mass, step);
    left = after;
    v += step;
  }
}

/** The finer law of the own prompt the fewer tokens stand before it. */
export function ownLengths(
  prompts: PromptClass,
  iterationsAhead: number,
  weight: number,
): DiscreteLaw {
  if (iterationsAhead >= 2) return prompts.coarse;
  if (iterationsAhead > 0) return weight > 1e-3 ? prompts.medium : prompts.short;
  return weight > 1e-3 ? prompts.fine : prompts.medium;
}

/** Constants of the way of one request to its first token. */
export interface Path {
  readonly prompts: Prompts;
  readonly after: CountsAfter;
  readonly residual: number;
  readonly budget: number;
  readonly cell: number;
  readonly times: Float64Array;
  /** Seconds of a full iteration. */
  readonly full: number;
  /** Seconds per pair beyond the average prompt's. */
  readonly perPair: number;
}

export function pathOf(
  server: Server,
  chain: Backlog,
  { residual, after = poissonAfter(chain.offeredRate) }: Pick<Situation, 'residual' | 'after'>,
): Path {
  const { workload, time } = server;
  const { budget, decodes: g, times } = chain;
  const pairs = budget * workload.prompts.pairsPerToken;
  const contexts = g * workload.meanDecodeContext;
  const full = times[chain.cells] as number;
  return {
    prompts: workload.prompts,
    after,
    residual,
    budget: chain.limited ? budget : prefillBudget(server, g),
    cell: chain.cell,
    times,
    full,
    perPair: pairs > 0 ? (time(budget, pairs * 1.01, g, contexts) - full) / (pairs * 0.01) : 0,
  };
}

function poissonAfter(rate: number): CountsAfter {
  return { mean: (seconds) => rate * seconds, none: (seconds) => Math.exp(-rate * seconds) };
}

/** t_qp = R + ⌊V/P⌋·T; an exact multiple is one or the other with equal right. */
export function addPrefillWait(
  { residual, full }: Path,
  iterations: number,
  single: boolean,
  weight: number,
  wait: Histogram,
): void {
  const whole = Math.floor(iterations + 1e-9);
  if (single && whole > 0 && iterations - whole < 1e-9) {
    wait.add(residual + whole * full, weight / 2);
    wait.add(residual + (whole - 1) * full, weight / 2);
  } else wait.add(residual + whole * full, weight);
}

/** TTFT = R + (m − 1)·T + t(last iteration), where the last iteration may carry prompts behind. */
export function addFirstToken(
  path: Path,
  ahead: number,
  own: DiscreteLaw,
  weight: number,
  ttft: Histogram,
): void {
  const { prompts, budget, residual, full, perPair } = path;
  let [last, behind, alone] = [-1, 0, 1];
  for (let i = 0; i < own.values.length; i++) {
    const length = own.values[i] as number;
    const share = weight * (own.weights[i] as number);
    const before = Math.max(0, Math.ceil((ahead + length) / budget - 1e-9) - 1);
    const tokens = ahead + length - before * budget;
    const room = budget - tokens;
    const start = residual + before * full;
    const base = start + perPair * (prompts.pairs(length) - prompts.pairsPerToken * length);
    if (before !== last) {
      behind = path.after.mean(start);
      alone = path.after.none(start);
      last = before;
    }
    if (room < 1 || behind < 1e-3) {
      ttft.add(base + timeOf(path, tokens), share);
      continue;
    }
    const joining = Math.min(room, (behind / (1 - alone)) * prompts.meanWithin(room));
    if (alone < 0.02) {
      ttft.add(base + timeOf(path, tokens + joining), share);
      continue;
    }
    ttft.add(base + timeOf(path, tokens), share * alone);
    ttft.add(base + timeOf(path, tokens + joining), share * (1 - alone));
  }
}

/** Seconds of an iteration with p prompt tokens, between the cells of the chain. */
export function timeOf({ times, cell }: Path, p: number): number {
  const at = p / cell;
  const w = Math.min(times.length - 2, Math.floor(at));
  const low = times[w] as number;
  return low + ((times[w + 1] as number) - low) * (at - w);
}
