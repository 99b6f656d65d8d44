/**
 * Gaps between tokens on a decode engine, and sums of them. The first gap of a request has in it the
 * transfer, the rest of the iteration it falls into, or the wait for a slot: t_qg.
 *
 * @see docs/model.md#decode-pool
 */
import { Histogram } from '../../numerics/histogram.ts';
import { gammaPoints, normalCdf, normalQuantile } from '../../numerics/special.ts';
import type { Disaggregation } from '../../scenario/scenario.ts';
import type { Server } from '../engine/server.ts';
import { addPerToken } from '../traffic/time-per-token.ts';
import type { DecodePool } from './decode-pool.ts';
import type { Points } from './points.ts';

type Transfer = Disaggregation['transfer'];

export interface Generation {
  readonly tbt: Histogram;
  readonly meanGap: number;
  readonly generationWait: Histogram;
  readonly tpot: Histogram;
  readonly iterations: Histogram;
  /** The wait in the first gap, on few points. */
  readonly firstWait: Points;
  /** Sums of the iterations of requests by their number k. */
  readonly sums: readonly {
    readonly decodes: number;
    readonly weight: number;
    readonly points: Points;
  }[];
  /** Mean seconds of an iteration, over tokens. */
  readonly meanToken: number;
}

const REST = [0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95];
const SLICES = [0.1, 0.25, 0.4, 0.55, 0.7, 0.8, 0.88, 0.94, 0.975, 0.99, 0.997];
const FIRST = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.88, 0.94, 0.97, 0.985, 0.995];
const EDGES = [-Infinity, ...[0.1, 0.3, 0.5, 0.7, 0.87, 0.95, 0.985].map(normalQuantile), Infinity];

export function generation(server: Server, pool: DecodePool, transfer: Transfer): Generation {
  const { outputs } = server.workload;
  const wait = firstWaits(server, pool, transfer);
  const firstWait = wait.points(FIRST);
  const [tbt, iterations, generationWait, tpot] = [0, 1, 2, 3].map(() => new Histogram()) as [
    Histogram,
    Histogram,
    Histogram,
    Histogram,
  ];
  /** Gaps that are the first of their request. */
  const first = outputs.decodes / outputs.decodeMean;
  let [mean, square] = [0, 0];
  forEachIteration(server, pool, (n, seconds, share) => {
    iterations.add(seconds, share);
    tbt.add(seconds, n * share * (1 - first));
    for (const [more, part] of firstWait) tbt.add(seconds + more, n * share * first * part);
  });
  pool.law.forEach((p, n) => {
    if (n === 0) return;
    const seconds = pool.cycles[n] as number;
    mean += n * p * seconds;
    square += n * p * seconds ** 2;
  });
  const weight = pool.law.reduce((sum, p, n) => sum + n * p, 0);
  mean /= weight;
  const scv = Math.max(0, square / weight / mean ** 2 - 1);
  generationWait.add(0, 1 - first);
  for (const [more, part] of wait.bins()) generationWait.add(more, first * part);
  const sums = outputs.groups.map(({ decodes, weight: share, psi }) => ({
    ...{ decodes, weight: share },
    points: sumPoints(decodes * mean, scv * psi),
  }));
  for (const { decodes, weight: share, points } of sums)
    if (decodes > 0.5)
      for (const [sum, part] of points)
        for (const [more, of] of firstWait)
          addPerToken(tpot, outputs, decodes, sum + more, share * part * of);
  return {
    ...{ tbt, iterations, generationWait, tpot, firstWait, sums },
    meanGap: mean + first * wait.mean,
    meanToken: mean,
  };
}

/** Iterations by n in groups, with three sizes of the total context. */
function forEachIteration(
  { time, workload }: Server,
  { law }: DecodePool,
  visit: (n: number, seconds: number, share: number) => void,
): void {
  const { meanDecodeContext, decodeContextVariance } = workload;
  const mean = law.reduce((sum, p, n) => sum + n * p, 0);
  const step = Math.max(1, Math.round(Math.sqrt(mean) / 4));
  for (let from = 1; from < law.length; from += step) {
    let [share, moment] = [0, 0];
    for (let n = from; n < Math.min(law.length, from + step); n++) {
      share += law[n] as number;
      moment += n * (law[n] as number);
    }
    if (share < 1e-9) continue;
    const n = moment / share;
    const deviation = Math.sqrt(n * decodeContextVariance);
    for (const z of [-1.2247, 0, 1.2247])
      visit(n, time(0, 0, n, Math.max(0, n * meanDecodeContext + z * deviation)), share / 3);
  }
}

/** Transfer, and the rest of an iteration or the wait for a slot. */
function firstWaits(server: Server, pool: DecodePool, { base, perToken }: Transfer): Histogram {
  const { medium, mean, meanLength } = server.workload.prompts;
  const joining = new Histogram();
  joining.add(0, Math.min(pool.idle, 1 - pool.blocked));
  const rest = Math.max(0, 1 - pool.idle - pool.blocked);
  let time = 0;
  const top = pool.law.length - 1;
  const share = (n: number) =>
    n === top && pool.blocked > 0 ? 0 : (pool.law[n] as number) * (pool.cycles[n] as number);
  for (let n = 1; n <= top; n++) time += share(n);
  for (let n = 1; n <= top; n++) {
    const part = time > 0 ? share(n) / time : n === top ? 1 : 0;
    if (part < 1e-9) continue;
    for (const u of REST) joining.add(u * (pool.cycles[n] as number), (rest * part) / REST.length);
  }
  for (const [x, part] of gammaPoints(pool.slotWaitScv, SLICES))
    joining.add(x * pool.slotWait, pool.blocked * part);
  const out = new Histogram();
  const cached = meanLength - mean;
  const join = joining.points(FIRST);
  medium.values.forEach((x, i) => {
    const sent = base + perToken * (x + cached);
    for (const [more, part] of join) out.add(sent + more, (medium.weights[i] as number) * part);
  });
  return out;
}

/** A lognormal law by its slices. */
function sumPoints(mean: number, scv: number): Points {
  if (mean === 0) return [[0, 1]];
  const sigma = Math.sqrt(Math.log1p(scv));
  return EDGES.slice(1).map((end, i) => {
    const start = EDGES[i] as number;
    const weight = normalCdf(end) - normalCdf(start);
    return [(mean * (normalCdf(end - sigma) - normalCdf(start - sigma))) / weight, weight] as const;
  });
}
