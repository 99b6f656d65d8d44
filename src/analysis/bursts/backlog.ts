/**
 * The backlog of prompt tokens while g decodes run, as in chunked-prefill/backlog.ts, under arrivals
 * with a hidden phase. Exact for frozen g, up to the lattice.
 *
 * @see docs/model.md#bursts
 */
import { solveLinear } from '../../numerics/linear-algebra.ts';
import { emptySpectrum, spectrumAt } from '../../queueing/arrival-spectrum.ts';
import { latticeLaw } from '../../queueing/lattice.ts';
import {
  type MarkovArrivals,
  type RegularArrivals,
  regularArrivals,
  wakingPhases,
} from '../../queueing/markov-arrivals.ts';
import { type ModulatedBulkQueue, modulatedBoundary } from '../../queueing/modulated-bulk-queue.ts';
import { type Backlog, moments, type WorkLengths } from '../chunked-prefill/backlog.ts';
import { mixedTime, prefillBudget, type Server } from '../engine/server.ts';

export interface ModulatedBacklog {
  readonly queue: ModulatedBulkQueue;
  /** P(w cells, phase p) at w·m + p, w < k. */
  readonly boundary: Float64Array;
  /** P(full, phase p). */
  readonly full: Float64Array;
  /** Over all phases. */
  readonly all: Backlog;
  /** Given that an iteration begins in a phase. */
  readonly given: readonly Backlog[];
}

export interface ModulatedOptions {
  readonly sleeps?: boolean;
  /** Prompt lengths times this (the arrivals given are those of such prompts). */
  readonly stretch?: number;
  /** k·m at most. */
  readonly states?: number;
}

/** More states make the zeros crowd and cost their cube. */
const MOST_STATES = 64;
const NEVER_FULL = 1e-4;
/** Stages that are worth coarser cells; more only where few cells do. */
const USUAL_STAGES = 6;

/**
 * The backlog with g decodes; undefined if the load is too much for them. The zeros that it is made
 * of come as close to 0 as e^{νt}, ν the fastest of the phases and t the longest iteration, and where
 * that is too close digits are lost: so a budget which is hardly ever full is taken smaller.
 */
export function modulatedBacklog(
  server: Server,
  work: WorkLengths,
  arrivals: MarkovArrivals,
  g: number,
  options: ModulatedOptions = {},
): ModulatedBacklog | undefined {
  const most = prefillBudget(server, g);
  const spread = (budget: number) => fastest(arrivals) * mixedTime(server, budget, g);
  let found: ModulatedBacklog | undefined;
  for (
    let budget = Math.min(clearBudget(fewPrompts(server, arrivals, g), spread), most);
    ;
    budget = Math.min(2 * budget, most)
  ) {
    if (found !== undefined && spread(budget) > CROWDED) return found;
    const chain = backlogWithin(server, work, arrivals, g, budget, options);
    if (found !== undefined && chain !== undefined && isNoise(chain)) return found;
    if (budget === most || (chain !== undefined && chain.all.full < NEVER_FULL)) return chain;
    found = chain;
  }
}

function clearBudget(few: number, spread: (budget: number) => number): number {
  let budget = few;
  while (budget > few / 8 && spread(budget) > CLEAR) budget *= 0.85;
  return budget;
}

/** νt: no digit is lost, and few are left. */
const CLEAR = 34;
const CROWDED = 55;

const isNoise = ({ boundary }: ModulatedBacklog) => boundary.some((mass) => mass < -1e-4);

/** The largest rate at which phases are forgotten, about, for work of every kind. */
function fastest(arrivals: MarkovArrivals): number {
  const most = 2 * Math.max(...arrivals.rates);
  return arrivals.kind === 'regular' ? most : most + arrivals.leaving[0] + arrivals.leaving[1];
}

/** Prompt tokens that an iteration with g decodes hardly ever has. */
function fewPrompts(server: Server, arrivals: MarkovArrivals, g: number): number {
  const { prompts } = server.workload;
  const seconds = mixedTime(server, prompts.mean, g);
  const together =
    arrivals.kind === 'regular'
      ? arrivals.rate
      : Math.max(...arrivals.rates.map((rate) => Math.min(rate, 8 * arrivals.rate)));
  return prompts.quantile995 + prompts.mean * (3 + 4 * together * seconds);
}

/** Gaps of as many stages as the backlog can tell apart, but at least two. */
export function toldApart(server: Server, arrivals: RegularArrivals, g: number): RegularArrivals {
  const budget = Math.min(prefillBudget(server, g), fewPrompts(server, arrivals, g));
  const inside = arrivals.rate * mixedTime(server, budget, g);
  const affordable = Math.max(USUAL_STAGES, Math.floor(MOST_STATES / cellsWanted(server, budget)));
  const most = Math.max(2, Math.min(affordable, Math.floor(CLEAR / 2 / inside)));
  return regularArrivals(arrivals.rate, arrivals.scv, most);
}

function cellsWanted({ workload }: Server, budget: number): number {
  return Math.max(8, Math.round((8 * budget) / workload.prompts.mean));
}

function backlogWithin(
  server: Server,
  work: WorkLengths,
  arrivals: MarkovArrivals,
  g: number,
  budget: number,
  { sleeps = false, stretch = 1, states = MOST_STATES }: ModulatedOptions,
): ModulatedBacklog | undefined {
  const m = arrivals.shares.length;
  const mean = server.workload.prompts.mean * stretch;
  const k = Math.max(8, Math.min(Math.floor(states / m), cellsWanted(server, budget / stretch)));
  const cell = budget / k;
  const times = Float64Array.from({ length: k + 1 }, (_, w) => mixedTime(server, w * cell, g));
  const load = (arrivals.rate * (times[k] as number) * mean) / budget;
  if (load >= 0.9995) return undefined;
  const queue = { arrivals, durations: times, sizes: latticeLaw(work.law, cell / stretch), sleeps };
  const boundary = modulatedBoundary(queue);
  if (boundary === undefined) return undefined;
  const full = fullPhases(queue, boundary);
  const durations = times.slice();
  if (sleeps) durations[0] = 1 / arrivals.rate;
  const limited = budget === prefillBudget(server, g);
  const common = { decodes: g, budget, cells: k, cell, times, load, limited };
  const { rate } = arrivals;
  const overall = {
    ...common,
    offeredRate: rate * stretch,
    arrivalRate: rate,
    durations,
    queue: { arrivals: durations.map((t) => t * rate), sizes: queue.sizes, sleeps },
  };
  const marginal = (weight: (p: number) => number) =>
    Float64Array.from({ length: k }, (_, w) => {
      let sum = 0;
      for (let p = 0; p < m; p++) sum += weight(p) * Math.max(0, boundary[w * m + p] as number);
      return sum;
    });
  const inPhase = Array.from({ length: m }, (_, p) => marginal((q) => (q === p ? 1 : 0)));
  const law = (partial: Float64Array) => ({
    ...overall,
    partial,
    ...moments(partial, durations, cell),
  });
  return {
    queue,
    boundary,
    full,
    all: law(marginal(() => 1)),
    given: inPhase.map((partial, p) => {
      const total = partial.reduce((sum, x) => sum + x, 0) + (full[p] as number);
      return law(partial.map((x) => x / Math.max(1e-12, total)));
    }),
  };
}

/** P(full, phase): phases at round starts, from s(1 − e^{Qt_k}) = Σ_w x_w(e^{Qt_w} − e^{Qt_k}). */
function fullPhases(queue: ModulatedBulkQueue, boundary: Float64Array): Float64Array {
  const { arrivals, durations, sleeps } = queue;
  const m = arrivals.shares.length;
  const k = durations.length - 1;
  const last = phaseFlow(arrivals, durations[k] as number);
  const right = new Float64Array(m);
  const below = new Float64Array(m);
  for (let w = 0; w < k; w++) {
    const flow =
      w === 0 && sleeps ? wakingPhases(arrivals) : phaseFlow(arrivals, durations[w] as number);
    for (let i = 0; i < m; i++) {
      const x = boundary[w * m + i] as number;
      below[i] = (below[i] as number) + x;
      for (let p = 0; p < m; p++)
        right[p] =
          (right[p] as number) + x * ((flow[i * m + p] as number) - (last[i * m + p] as number));
    }
  }
  // Transposed, with the last equation replaced by total probability.
  const rows = Array.from({ length: m }, (_, p) =>
    Float64Array.from({ length: m }, (_, i) =>
      p === m - 1 ? 1 : (i === p ? 1 : 0) - (last[i * m + p] as number),
    ),
  );
  right[m - 1] = 1;
  const phases = solveLinear(rows, right) ?? Float64Array.from(arrivals.shares);
  return phases.map((s, p) => Math.max(0, s - (below[p] as number)));
}

/** e^{Qt}: phase after t seconds by phase before, entry i·m + p. */
function phaseFlow(arrivals: MarkovArrivals, seconds: number): Float64Array {
  const m = arrivals.shares.length;
  const { values, right, left } = spectrumOfPhases(arrivals);
  const out = new Float64Array(m * m);
  for (let q = 0; q < m; q++) {
    const size = Math.exp((values[2 * q] as number) * seconds);
    const angle = (values[2 * q + 1] as number) * seconds;
    const [er, ei] = [size * Math.cos(angle), size * Math.sin(angle)];
    for (let i = 0; i < m; i++)
      for (let p = 0; p < m; p++) {
        const [vr, vi] = [right[2 * (q * m + i)] as number, right[2 * (q * m + i) + 1] as number];
        const [ur, ui] = [left[2 * (q * m + p)] as number, left[2 * (q * m + p) + 1] as number];
        const [fr, fi] = [vr * ur - vi * ui, vr * ui + vi * ur];
        out[i * m + p] = (out[i * m + p] as number) + er * fr - ei * fi;
      }
  }
  return out;
}

function spectrumOfPhases(arrivals: MarkovArrivals) {
  const spectrum = emptySpectrum(arrivals.shares.length);
  spectrumAt(arrivals, 1, 0, spectrum);
  return spectrum;
}
