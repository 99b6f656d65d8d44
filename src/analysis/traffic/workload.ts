/**
 * What the analysis needs to know of the traffic, whatever the load: moments and small point
 * laws of the lengths.
 */
import { requestClasses } from '../../scenario/request-classes.ts';
import type { RequestClass, Speculation, Traffic } from '../../scenario/scenario.ts';
import { columnLaw, independentJoint, type Joint, pairedJoint } from './joint.ts';
import { lengthLaw } from './lengths.ts';
import { mixedRequests } from './mixed.ts';
import { type Outputs, outputsOf } from './outputs.ts';
import { prefixCache } from './prefix-cache.ts';
import { type Prompts, promptsOf } from './prompts.ts';

export type { PromptClass } from './joint.ts';
export type { OutputGroup } from './outputs.ts';
export type { Prompts } from './prompts.ts';

export interface Workload extends Joint {
  readonly prompts: Prompts;
  readonly outputs: Outputs;
  /** The classes are those of the scenario: each has an answer of its own. */
  readonly isMixed: boolean;
}

/** Workloads by traffic object: the same laws are used at every rate of a search. */
const known = new WeakMap<object, WeakMap<object, Map<string, Workload>>>();
const knownMixed = new WeakMap<object, Map<string, Workload>>();

/** The workload of a traffic description; the arrival rate plays no part, drafts make several tokens at once. */
export function workloadOf(traffic: Traffic, speculation?: Speculation): Workload {
  const { classes, lengthPairs, promptTokens, outputTokens, cachedPrefix } = traffic;
  if (classes !== undefined) return mixedWorkload(traffic, classes, speculation);
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

/** Classes share what the traffic says, so that is a part of the key. */
function mixedWorkload(
  traffic: Traffic,
  classes: readonly RequestClass[],
  speculation: Speculation | undefined,
): Workload {
  const { promptTokens, outputTokens, cachedPrefix } = traffic;
  const byRest = knownMixed.get(classes) ?? new Map<string, Workload>();
  knownMixed.set(classes, byRest);
  const key = JSON.stringify([promptTokens, outputTokens, cachedPrefix, speculation]);
  const workload = byRest.get(key) ?? mixedRequests(requestClasses(traffic), speculation);
  byRest.set(key, workload);
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
  return { prompts, outputs, isMixed: false, ...joint };
}
