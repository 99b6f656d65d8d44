/** A chain with what follows from it for a prompt that comes: how long it waits, and its own way. */
import { mixedTime, type Server } from '../engine/server.ts';
import { type OwnWay, ownWay, servedAt } from './own-way.ts';
import { type Chunks, countOf } from './packing.ts';
import type { PromptChain } from './prompt-chain.ts';
import { doneLaw } from './round-laws.ts';

/** Everything about one chain that an arrival may need. */
export interface Prefill {
  readonly server: Server;
  readonly chunks: Chunks;
  readonly chain: PromptChain;
  readonly way: OwnWay;
  /** Mean and variance of the full iterations until the next prompt is served, behind a others. */
  readonly rounds: { readonly mean: Float64Array; readonly variance: Float64Array };
  /** Factor on the wait for the variance of the number of chunks. */
  readonly variability: number;
  /** Seconds of a full iteration, and of a pair beyond the average prompt's. */
  readonly full: number;
  readonly perPair: number;
}

export function prefillWith(server: Server, chunks: Chunks, chain: PromptChain): Prefill {
  const { prompts } = server.workload;
  const longest = countOf(prompts.fresh.values.at(-1) as number, chunks.size);
  const modelled = 2 - (1 - chunks.variance / chunks.mean ** 2) / chunks.perPrompt;
  const pairs = chunks.mean * prompts.pairsPerToken;
  const context = chain.decodes * server.workload.meanDecodeContext;
  const once = server.time(chunks.mean, pairs, chain.decodes, context);
  const more = server.time(chunks.mean, 1.05 * pairs, chain.decodes, context);
  return {
    ...{ server, chunks, chain },
    way: ownWay(server, chunks, chain, longest),
    rounds: roundsUntilServed(chunks, chain),
    variability: (chain.stretch * (prompts.secondMoment / prompts.mean ** 2)) / modelled,
    full: mixedTime(server, chain.most * chunks.mean, chain.decodes),
    perPair: (more - once) / (0.05 * pairs),
  };
}

/**
 * With a prompts ahead the own one is served at once with probability s(a + 1) − s(a); else an
 * iteration passes in which some of those ahead are done. Moments of the number of iterations.
 */
function roundsUntilServed({ perPrompt }: Chunks, chain: PromptChain) {
  const size = chain.law.length + 1;
  const [mean, square] = [new Float64Array(size), new Float64Array(size)];
  const doneBehind = doneWhileBlocked(chain);
  for (let a = 0; a < size; a++) {
    const served = servedAt(chain, a);
    const atOnce = Math.max(0, Math.min(1, servedAt(chain, a + 1) - served));
    const wait = 1 - atOnce;
    if (wait < 1e-9) continue;
    // Where it depends on others whether the own chunk fits, it does when one of them is done.
    const all = served / perPrompt;
    const blocked = Math.max(0, (all - atOnce * Math.max(1, all)) / wait);
    // Blocked, there was no room for one more than those ahead.
    const done = doneBehind(a, blocked);
    const none = done[0] as number;
    let [m, s] = [0, 0];
    for (let d = 1; d < done.length; d++) {
      const left = Math.max(0, a - d);
      m += (done[d] as number) * (mean[left] as number);
      s += (done[d] as number) * (square[left] as number);
    }
    // With D = 0 the state stays as it is: solved for it.
    mean[a] = (wait * (1 + m)) / (1 - wait * none);
    square[a] = (wait * (1 + s + 2 * (m + none * (mean[a] as number)))) / (1 - wait * none);
  }
  return { mean, variance: square.map((s, a) => Math.max(0, s - (mean[a] as number) ** 2)) };
}

/**
 * How many of a prompts are done in a round that has no room for one more, `blocked` on average. Behind
 * more than fit the law is always the same, but for rounding of that mean.
 */
function doneWhileBlocked({ fits }: PromptChain) {
  let last: { readonly share: number; readonly done: Float64Array } | undefined;
  return (a: number, blocked: number): Float64Array => {
    const isBeyond = a >= fits.length;
    const room = isBeyond ? fits : roomBehind(fits, a);
    const expected = room.reduce((sum, p, s) => (s === 0 ? 0 : sum + p), 0);
    const share = expected > 0 ? Math.min(1, blocked / expected) : 1;
    if (isBeyond && last !== undefined && Math.abs(share - last.share) < 1e-12) return last.done;
    const done = doneLaw(room, a, share);
    if (isBeyond) last = { share, done };
    return done;
  };
}

/** P(there is room for s chunks | there is none for one more than a), s ≤ a. */
function roomBehind(fits: readonly number[], a: number): readonly number[] {
  const more = fits[a + 1] ?? 0;
  return fits.map((p, s) => (s > a ? 0 : (p - more) / (1 - more)));
}
