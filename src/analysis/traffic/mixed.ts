/**
 * Requests of several classes in one stream. Within a class prompt and answer are independent; over all
 * they are not, as a class with long prompts may have short answers.
 *
 * @see docs/model.md#classes-of-requests
 */
import { type DiscreteLaw, expectation, mixtureLaw } from '../../numerics/discrete-law.ts';
import type { WholeClass } from '../../scenario/request-classes.ts';
import { agesOf, agesSquared, groupFinder } from './joint.ts';
import { lengthLaw } from './lengths.ts';
import { outputsOf } from './outputs.ts';
import { mixedCache, prefixCache } from './prefix-cache.ts';
import { type Prompts, promptsOf } from './prompts.ts';
import type { Workload } from './workload.ts';

/** Exact moments of the mixture; the classes are those of the requests, in their order. */
export function mixedRequests(classes: readonly WholeClass[]): Workload {
  const shares = classes.map(({ share }) => share);
  const lengths = classes.map(({ promptTokens }) => lengthLaw(promptTokens));
  const answers = classes.map(({ outputTokens }) => lengthLaw(outputTokens));
  const caches = classes.map(({ cachedPrefix }, place) =>
    prefixCache(cachedPrefix, lengths[place] as DiscreteLaw),
  );
  const outputs = outputsOf(mixtureLaw(answers, shares));
  const prompts = promptsOf(mixtureLaw(lengths, shares), mixedCache(caches, shares));
  const groupOf = groupFinder(outputs);
  const kinds = classes.map(({ share }, place) => {
    const own = promptsOf(lengths[place] as DiscreteLaw, caches[place] as (typeof caches)[number]);
    return { share, prompts: own, answers: answers[place] as DiscreteLaw };
  });
  return {
    prompts,
    outputs,
    isMixed: true,
    ...contexts(kinds, prompts),
    classes: kinds.map(({ share, prompts: own, answers: law }) => ({
      ...own,
      weight: share,
      outputs: shareByGroup(law, share, groupOf, outputs.groups.length),
    })),
  };
}

interface Kind {
  readonly share: number;
  readonly prompts: Prompts;
  readonly answers: DiscreteLaw;
}

/** E[x·M], and mean and variance of the context of a running decode. */
function contexts(kinds: readonly Kind[], prompts: Prompts) {
  const sum = (of: (kind: Kind) => number) =>
    kinds.reduce((total, kind) => total + kind.share * of(kind), 0);
  const decodesOf = ({ answers }: Kind, g: (decodes: number) => number = (m) => m) =>
    expectation(answers, (n) => g(n - 1));
  const decodes = sum((kind) => decodesOf(kind));
  const first = sum((kind) => kind.prompts.meanLength * decodesOf(kind) + decodesOf(kind, agesOf));
  const second = sum(
    (kind) =>
      kind.prompts.lengthSecondMoment * decodesOf(kind) +
      2 * kind.prompts.meanLength * decodesOf(kind, agesOf) +
      decodesOf(kind, agesSquared),
  );
  const mean = decodes > 0 ? first / decodes : prompts.meanLength;
  return {
    product: sum((kind) => kind.prompts.mean * decodesOf(kind)),
    meanDecodeContext: mean,
    decodeContextVariance: decodes > 0 ? Math.max(0, second / decodes - mean * mean) : 0,
  };
}

/** P(a request is of this class and its answer of each group). */
function shareByGroup(
  law: DiscreteLaw,
  share: number,
  groupOf: ReadonlyMap<number, number>,
  groups: number,
): Float64Array {
  const out = new Float64Array(groups);
  law.values.forEach((value, i) => {
    const group = groupOf.get(value) as number;
    out[group] = (out[group] as number) + share * (law.weights[i] as number);
  });
  return out;
}
