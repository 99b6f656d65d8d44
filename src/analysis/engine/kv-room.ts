/**
 * What stays free of a KV cache when more requests wait than fit, and how often one is preempted.
 *
 * The oldest waiting request goes first and needs its demand at once. So the blocks that were freed
 * so far stand somewhere between two partial sums of demands: what is free beyond the watermark is
 * the age of a renewal process, and on average E[c(c−1)]/(2E[c]). Under recompute the contexts
 * also grow, a token a decode and iteration, against departures that free a whole context: the
 * freed blocks fall below their maximum by a drawdown that is exponential, as the supremum of a
 * process without upward jumps is. Where both use up the watermark the youngest is preempted.
 *
 * Age and drawdown: exact for departures that are independent of each other. Preemptions: the first
 * one of a shortage as exact as that, those that follow it are fitted.
 *
 * @see docs/model.md#kv-cache
 */
import { type DiscreteLaw, expectation } from '../../numerics/discrete-law.ts';
import { rounded, whole } from './kv-demand.ts';
import type { RequestKind } from './request-kinds.ts';
import type { Server } from './server.ts';

export interface KvRoom {
  /** Blocks in use on average while requests wait. */
  readonly used: number;
  /** Requests that are admitted at the same moment, on average, while others wait. */
  readonly together: number;
  /** Preemptions per request while requests wait, with g decodes. */
  readonly preemptions: (g: number) => number;
}

/** Blocks of the cache of one engine. */
export function kvBlocks({ kvCapacity, kvBlockSize }: Server): number {
  return Math.floor(kvCapacity / kvBlockSize + 1e-9);
}

export function kvRoom(server: Server, kinds: readonly RequestKind[]): KvRoom {
  return server.preemption === 'reserve' ? reserving(server) : recomputing(server, kinds);
}

function reserving(server: Server): KvRoom {
  const blocks = kvBlocks(server);
  const { prompts, outputs } = server.workload;
  const { kvBlockSize: block } = server;
  const mean = prompts.meanLength + outputs.mean;
  const variance = freedSquare(server) - (mean - 1) ** 2;
  if (variance < 1e-9)
    return { used: blocks - (blocks % whole(mean, block)), together: 1, preemptions: NEVER };
  const used = blocks - meanAge(mean, variance, block);
  return { used, together: 1 + variance / mean ** 2, preemptions: NEVER };
}

const NEVER = () => 0;

/** E[c(c−1)]/(2E[c]) of demands of whole blocks, from the moments of their tokens. */
function meanAge(mean: number, variance: number, block: number): number {
  if (variance < 1e-9) return (whole(mean, block) - 1) / 2;
  const blocks = rounded(mean, block);
  const spread = variance / block ** 2 + (1 - 1 / block ** 2) / 12;
  return (spread / blocks + blocks - 1) / 2;
}

function recomputing(server: Server, kinds: readonly RequestKind[]): KvRoom {
  const blocks = kvBlocks(server);
  const { kvBlockSize: block, kvWatermark, workload } = server;
  const { prompts, outputs } = workload;
  const { meanLength } = prompts;
  const { gapMean, decodeMean } = outputs;
  const age = meanAge(meanLength, prompts.lengthSecondMoment - meanLength ** 2, block);
  const kept = kvWatermark * blocks;
  if (decodeMean < 1e-9) return { used: blocks - kept - age, together: 1, preemptions: NEVER };
  const theta = drawdownRate(server, kinds);
  const within = Math.exp(-theta * kept * block);
  const reached = within * beyondAge(prompts.whole, meanLength, theta);
  const drawdown = (1 - reached) / (theta * block) - reached * age;
  const answer = gapMean / (meanLength + (block - 1) / 2);
  const again = 1 + ((answer + answer ** 2) / 2) * within;
  const first = theta * gapMean * reached;
  const perDecode = gapMean / decodeMean;
  return {
    used: Math.min(blocks, blocks - kept - age + drawdown),
    together: admittedTogether(server, theta),
    preemptions: (g) => first * again * Math.exp(-theta * g * perDecode * (0.6 + 0.4 * within)),
  };
}

/**
 * A departure that leads to an admission frees, beyond what the head still needs (the rest of its
 * demand, E[c²]/(2E[c])), an overshoot of mean E[D²]/(2E[c]) − 1/θ, D = L + N − 1.
 */
function admittedTogether(server: Server, theta: number): number {
  const { meanLength, lengthSecondMoment } = server.workload.prompts;
  const needed = (lengthSecondMoment + freedSquare(server)) / (2 * meanLength) - 1 / theta;
  return Math.max(1, needed / meanLength);
}

/** E[(L + N − 1)²], tokens; without drafts from the mean context of decodes, E1·s = E[LM + M(M + 1)/2]. */
function freedSquare({ workload }: Server): number {
  const { prompts, outputs, meanDecodeContext, promptGaps } = workload;
  const { decodeMean, decodeSecondMoment, gapSecondMoment, drafted } = outputs;
  const product =
    drafted === undefined
      ? decodeMean * meanDecodeContext - (decodeSecondMoment + decodeMean) / 2
      : promptGaps;
  return prompts.lengthSecondMoment + 2 * product + gapSecondMoment;
}

/**
 * θ, one over the mean drawdown in tokens: E1 tokens grow for each departure, which frees L + N − 1,
 * so θ·E1 = 1 − E[exp(−θ(L + N − 1))]; by Newton's method from above, as the right side is concave.
 */
function drawdownRate({ workload, kvBlockSize }: Server, kinds: readonly RequestKind[]): number {
  const { gapMean } = workload.outputs;
  let theta = 1 / gapMean;
  for (let step = 0; step < 40; step++) {
    let [freed, slope] = [0, 0];
    for (const { weight, prompt, gaps } of kinds) {
      const tokens = prompt + (kvBlockSize - 1) / 2 + gaps;
      const share = weight * Math.exp(-theta * tokens);
      freed += share;
      slope += share * tokens;
    }
    const change = (theta * gapMean - 1 + freed) / (gapMean - slope);
    theta -= change;
    if (Math.abs(change) < 1e-9 * theta) break;
  }
  return theta;
}

/** E[exp(−θ·age)] for the age of a renewal process with these intervals. */
function beyondAge(law: DiscreteLaw, mean: number, theta: number): number {
  return (1 - expectation(law, (x) => Math.exp(-theta * x))) / (theta * mean);
}
