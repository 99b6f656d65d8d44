/**
 * Requests of several classes in one stream. Within a class prompt and answer are independent; over all
 * they are not, as a class with long prompts may have short answers.
 *
 * @see docs/model.md#classes-of-requests
 */
import { type DiscreteLaw, expectation, mixtureLaw } from '../../numerics/discrete-law.ts';
import type { WholeClass } from '../../scenario/request-classes.ts';
import type { Speculation } from '../../scenario/scenario.ts';
import { type GroupShares, groupFinder } from './joint.ts';
import { lengthLaw } from './lengths.ts';
import { type Outputs, outputsOf } from './outputs.ts';
import { mixedCache, prefixCache } from './prefix-cache.ts';
import { type Prompts, promptsOf } from './prompts.ts';
import type { Workload } from './workload.ts';

/** Exact moments of the mixture; the classes are those of the requests, in their order. */
export function mixedRequests(
  classes: readonly WholeClass[],
  speculation: Speculation | undefined,
): Workload {
  const shares = classes.map(({ share }) => share);
  const lengths = classes.map(({ promptTokens }) => lengthLaw(promptTokens));
  const answers = classes.map(({ outputTokens }) => lengthLaw(outputTokens));
  const caches = classes.map(({ cachedPrefix }, place) =>
    prefixCache(cachedPrefix, lengths[place] as DiscreteLaw),
  );
  const outputs = outputsOf(mixtureLaw(answers, shares), speculation);
  const prompts = promptsOf(mixtureLaw(lengths, shares), mixedCache(caches, shares));
  const groupsOf = groupFinder(outputs);
  const kinds = classes.map(({ share }, place) => {
    const own = promptsOf(lengths[place] as DiscreteLaw, caches[place] as (typeof caches)[number]);
    return { share, prompts: own, answers: answers[place] as DiscreteLaw };
  });
  return {
    prompts,
    outputs,
    isMixed: true,
    ...contexts(kinds, prompts, outputs),
    classes: kinds.map(({ share, prompts: own, answers: law }) => ({
      ...own,
      weight: share,
      outputs: shareByGroup(law, share, groupsOf, outputs.groups.length),
    })),
  };
}

interface Kind {
  readonly share: number;
  readonly prompts: Prompts;
  readonly answers: DiscreteLaw;
}

/** E[x·M], E[L·(N − 1)], and mean and variance of the context of a running decode. */
function contexts(kinds: readonly Kind[], prompts: Prompts, { counts }: Outputs) {
  const sum = (of: (kind: Kind) => number) =>
    kinds.reduce((total, kind) => total + kind.share * of(kind), 0);
  const over = ({ answers }: Kind, g: (gaps: number) => number) =>
    expectation(answers, (n) => g(n - 1));
  const decodesOf = (kind: Kind) => over(kind, counts.mean);
  const agesOf = (kind: Kind) => over(kind, counts.ages);
  const decodes = sum(decodesOf);
  const first = sum((kind) => kind.prompts.meanLength * decodesOf(kind) + agesOf(kind));
  const second = sum(
    (kind) =>
      kind.prompts.lengthSecondMoment * decodesOf(kind) +
      2 * kind.prompts.meanLength * agesOf(kind) +
      over(kind, counts.agesSquared),
  );
  const mean = decodes > 0 ? first / decodes : prompts.meanLength;
  return {
    product: sum((kind) => kind.prompts.mean * decodesOf(kind)),
    promptGaps: sum((kind) => kind.prompts.meanLength * over(kind, (gaps) => gaps)),
    meanDecodeContext: mean,
    decodeContextVariance: decodes > 0 ? Math.max(0, second / decodes - mean * mean) : 0,
  };
}

/** P(a request is of this class and its answer of each group). */
function shareByGroup(
  law: DiscreteLaw,
  share: number,
  groupsOf: (length: number) => GroupShares,
  groups: number,
): Float64Array {
  const out = new Float64Array(groups);
  law.values.forEach((value, i) => {
    for (const [group, part] of groupsOf(value))
      out[group] = (out[group] as number) + share * part * (law.weights[i] as number);
  });
  return out;
}
