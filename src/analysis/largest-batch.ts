/**
 * One iteration alone: the largest batch that stays within a time. Its mix is the one that a
 * steady load needs, E[x] prompt tokens for every E1 decodes, so that neither side starves.
 *
 * @see docs/model.md#the-largest-batch
 */
import { InvalidInputError, type Issue } from '../checks.ts';
import { increasingRoot } from '../numerics/root.ts';
import type { LargestBatch } from '../scenario/metrics.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { checkFormulas } from './check.ts';
import { kvSlots } from './engine/kv-slots.ts';
import { mixedTime, prefillBudget, type Server } from './engine/server.ts';
import { prepare } from './prepare.ts';
import { withoutTimes } from './recorded.ts';

/** Under the others prompts and decodes do not share iterations that carry a steady mix. */
const MIXED = 'chunked-prefill';
const ONE_MIX = `${MIXED} for the largest batch`;

/**
 * The largest batch of the steady mix whose iteration takes at most `seconds`.
 *
 * @throws InvalidInputError if the scenario or the time is not usable, or prompts and decodes share no
 *   iteration.
 */
export function largestBatch(asked: Scenario, seconds: number): LargestBatch {
  const { scenario } = withoutTimes(asked);
  checkFormulas(scenario);
  const { policy } = scenario.engine;
  const isUsable = seconds > 0 && seconds < Infinity;
  const issues: readonly Issue[] = [
    ...(isUsable ? [] : [{ path: 'seconds', given: seconds, allowed: 'a finite number > 0' }]),
    ...(MIXED === policy ? [] : [{ path: 'engine.policy', given: policy, allowed: ONE_MIX }]),
  ];
  if (issues.length > 0) throw new InvalidInputError(issues);
  const { server } = prepare(scenario);
  const most = mostTokens(server);
  const time = (tokens: number) => timeOfMix(server, tokens);
  if (time(most.tokens) <= seconds) return describe(server, most.tokens, most.binding);
  if (time(1) > seconds)
    return { ...describe(server, 0, 'time'), iterationTime: Infinity, arrivalRate: 0 };
  return describe(server, increasingRoot(time, seconds, 1, most.tokens), 'time');
}

/** Share of prompt tokens among all tokens of the steady mix, drafts included. */
function promptShare({ workload, tokensPerDecode }: Server): number {
  const { prompts, outputs } = workload;
  return prompts.mean / (prompts.mean + tokensPerDecode * outputs.decodeMean);
}

/** Decodes among so many tokens. */
function decodesOf(server: Server, tokens: number): number {
  return ((1 - promptShare(server)) * tokens) / server.tokensPerDecode;
}

function timeOfMix(server: Server, tokens: number): number {
  const share = promptShare(server);
  return mixedTime(server, share * tokens, decodesOf(server, tokens));
}

/** The most tokens of the mix that the limits other than time allow. */
function mostTokens(server: Server): { tokens: number; binding: LargestBatch['binding'] } {
  const share = promptShare(server);
  const bounds = [
    { tokens: mostByRequests(server, share), binding: 'maxBatchSize' as const },
    { tokens: kvSlots(server, () => 0).slots / decodesOf(server, 1), binding: 'kvCache' as const },
    { tokens: server.tokenBudget, binding: 'tokenBudget' as const },
    { tokens: server.chunkSize / share, binding: 'tokenBudget' as const },
  ];
  return bounds.reduce((least, bound) => (bound.tokens < least.tokens ? bound : least));
}

/** Tokens at which decodes, whole prompts and the chunk together are as many as the slots. */
function mostByRequests(server: Server, share: number): number {
  const { workload, maxBatchSize } = server;
  const perToken = decodesOf(server, 1) + share / workload.prompts.mean;
  return Math.max(1, (maxBatchSize - 1) / perToken);
}

function describe(server: Server, tokens: number, binding: LargestBatch['binding']): LargestBatch {
  const { prompts, meanDecodeContext } = server.workload;
  const share = promptShare(server);
  const decodes = Math.floor(decodesOf(server, tokens) + 1e-9);
  const prompt = Math.min(prefillBudget(server, decodes), Math.floor(share * tokens + 1e-9));
  const prefillRequests = Math.floor(prompt / prompts.mean);
  const chunkTokens = Math.floor(prompt - prefillRequests * prompts.mean);
  // Of the mix before rounding: over many iterations the fractions are served too.
  const sustained = (share * tokens) / prompts.mean / timeOfMix(server, tokens);
  return {
    prefillRequests,
    chunks: chunkTokens > 0 ? 1 : 0,
    chunkTokens,
    decodes,
    contextTokens: decodes * meanDecodeContext,
    iterationTime: mixedTime(server, prompt, decodes),
    binding,
    arrivalRate: sustained * server.engines,
  };
}
