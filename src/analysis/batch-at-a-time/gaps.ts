/** TBT, t_qg and TPOT: the decodes of a member of a batch, and what its second token waits for. */
import { Histogram } from '../../numerics/histogram.ts';
import type { GapLaws } from '../policy-analysis.ts';
import { addPerToken } from '../traffic/time-per-token.ts';
import type { Batches, BatchKind } from './batches.ts';
import type { Points } from './nodes.ts';

export interface Gaps extends GapLaws {
  readonly generationWait: Histogram;
}

const NODES: Points = [
  [-1.2247, 1 / 3],
  [0, 1 / 3],
  [1.2247, 1 / 3],
];

/** @param shares of the requests whose batch has one of the sizes of `batches`. */
export function gapLaws(batches: Batches, shares: ArrayLike<number>): Gaps {
  const [tbt, tpot, generationWait] = [new Histogram(), new Histogram(), new Histogram()];
  const { outputs } = batches.server.workload;
  let total = 0;
  for (const [n, kind] of batches.kinds.entries()) {
    const share = shares[n] as number;
    if (share < 1e-7) continue;
    const rests = batches.restsAt(n);
    addDecodes(batches, kind, share, tbt, rests);
    for (const [rest, weight] of rests) generationWait.add(rest, share * weight * outputs.decodes);
    addSums(batches, kind, share, tpot, rests);
    const rest = rests.reduce((sum, [seconds, weight]) => sum + seconds * weight, 0);
    total += share * (ownMean(batches, kind) + outputs.decodes * rest);
  }
  const first = generationWait.weight;
  if (first > 0) generationWait.add(0, first * (outputs.decodeMean / outputs.decodes - 1));
  const meanGap = outputs.decodeMean > 0 ? total / outputs.decodeMean : 0;
  return { tbt, meanGap, tpot, generationWait };
}

function ownMean({ law }: Batches, { decoding }: BatchKind): number {
  return law.weights.reduce((sum, p, a) => sum + p * (decoding.own[a] as number), 0);
}

/** Gaps between tokens, token by token. */
function addDecodes(
  batches: Batches,
  kind: BatchKind,
  share: number,
  tbt: Histogram,
  rests: Points,
): void {
  const { law, server } = batches;
  const { decodes } = server.workload.outputs;
  let first = decodes;
  for (const [a, width] of law.widths.entries()) {
    if (width === 0) continue;
    const left = 1 - (law.below[a] as number);
    const times = segmentTimes(batches, kind, a);
    for (const [seconds, weight] of times) {
      tbt.add(seconds, share * weight * (width * left - first));
      if (first > 0)
        for (const [rest, part] of rests) tbt.add(seconds + rest, share * weight * first * part);
    }
    first = 0;
  }
}

/** What one decode iteration of a segment takes, for a member of a batch of this size. */
function segmentTimes({ law, server, keepsFinished }: Batches, kind: BatchKind, a: number): Points {
  const { meanLength, lengthSecondMoment } = server.workload.prompts;
  const variance = Math.max(0, lengthSecondMoment - meanLength ** 2);
  const context = meanLength + (law.ages[a] as number);
  const out: [number, number][] = [];
  const others = othersLeft(kind.size - 1, 1 - (law.below[a] as number), keepsFinished);
  for (const [more, weight] of others) {
    const g = 1 + more;
    for (const [z, part] of variance > 0 ? NODES : ([[0, 1]] as Points)) {
      const sum = Math.max(g, g * context + z * Math.sqrt(g * variance));
      out.push([server.time(0, 0, g, sum), weight * part]);
    }
  }
  return out;
}

/** How many of n others are left, each with probability p. */
function othersLeft(n: number, p: number, keepsFinished: boolean): Points {
  if (keepsFinished || p >= 1 || n === 0) return [[n, 1]];
  if (n <= 6) return binomial(n, p);
  const deviation = Math.sqrt(n * p * (1 - p));
  const step = Math.min(1.2247 * deviation, n * p);
  if (step < 0.1) return [[n * p, 1]];
  return NODES.map(([z, weight]) => [n * p + Math.sign(z) * step, weight]);
}

function binomial(n: number, p: number): Points {
  const out: [number, number][] = [];
  let mass = (1 - p) ** n;
  for (let i = 0; i <= n; i++) {
    if (mass > 1e-6) out.push([i, mass]);
    mass *= ((n - i) * p) / ((i + 1) * (1 - p));
  }
  return out;
}

/** TPOT: all gaps of a request over their number. */
function addSums(
  { law, server }: Batches,
  { decoding }: BatchKind,
  share: number,
  tpot: Histogram,
  rests: Points,
): void {
  for (const [a, decodes] of law.values.entries()) {
    if (decodes === 0) continue;
    const mean = decoding.own[a] as number;
    const step = Math.min(0.7 * mean, 1.2247 * Math.sqrt(decoding.ownVariance[a] as number));
    const nodes: Points = step < 0.003 * mean ? [[0, 1]] : NODES;
    for (const [z, weight] of nodes)
      for (const [rest, part] of rests)
        addPerToken(
          tpot,
          server.workload.outputs,
          decodes,
          mean + Math.sign(z) * step + rest,
          share * weight * part * (law.weights[a] as number),
        );
  }
}
