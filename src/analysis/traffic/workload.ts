/**
 * What the analysis needs to know of the traffic, whatever the load: moments and small point
 * laws of the lengths.
 */
import type { Speculation, Traffic } from '../../scenario/scenario.ts';
import { columnLaw, independentJoint, type Joint, pairedJoint } from './joint.ts';
import { lengthLaw } from './lengths.ts';
import { type Outputs, outputsOf } from './outputs.ts';
import { prefixCache } from './prefix-cache.ts';
import { type Prompts, promptsOf } from './prompts.ts';

export type { PromptClass } from './joint.ts';
export type { OutputGroup } from './outputs.ts';
export type { Prompts } from './prompts.ts';

export interface Workload extends Joint {
  readonly prompts: Prompts;
  readonly outputs: Outputs;
}

/** Workloads by traffic object: the same laws are used at every rate of a search. */
const known = new WeakMap<object, WeakMap<object, Map<string, Workload>>>();

/** The workload of a traffic description; the arrival rate plays no part, drafts make several tokens at once. */
export function workloadOf(traffic: Traffic, speculation?: Speculation): Workload {
  const { lengthPairs, promptTokens, outputTokens, cachedPrefix } = traffic;
  const byOutput =
    known.get(lengthPairs ?? promptTokens) ?? new WeakMap<object, Map<string, Workload>>();
  known.set(lengthPairs ?? promptTokens, byOutput);
  const byPrefix = byOutput.get(lengthPairs ?? outputTokens) ?? new Map<string, Workload>();
  byOutput.set(lengthPairs ?? outputTokens, byPrefix);
  const { draftTokens, acceptance } = speculation ?? {};
  const key = JSON.stringify([cachedPrefix, draftTokens, acceptance]);
  const workload = byPrefix.get(key) ?? makeWorkload(traffic, speculation);
  byPrefix.set(key, workload);
  return workload;
}

function makeWorkload(traffic: Traffic, speculation: Speculation | undefined): Workload {
  const { lengthPairs: pairs, promptTokens, outputTokens, cachedPrefix } = traffic;
  const lengths = pairs === undefined ? lengthLaw(promptTokens) : columnLaw(pairs.promptTokens);
  const answers = pairs === undefined ? lengthLaw(outputTokens) : columnLaw(pairs.outputTokens);
  const cache = prefixCache(cachedPrefix, lengths);
  const prompts = promptsOf(lengths, cache);
  const outputs = outputsOf(answers, speculation);
  const joint =
    pairs === undefined
      ? independentJoint(prompts, outputs)
      : pairedJoint(pairs, cache, prompts, outputs);
  return { prompts, outputs, ...joint };
}
