/**
 * Prompt and answer of the same request. Independent, or seen together in pairs: then some moments
 * need both, and prompts of one size class have answers of their own law.
 *
 * @see docs/model.md#lengths-seen-together
 */
import {
  compress,
  type DiscreteLaw,
  expectation,
  lawQuantile,
} from '../../numerics/discrete-law.ts';
import type { LengthPairs } from '../../scenario/scenario.ts';
import { tally } from '../../scenario/tally.ts';
import type { Outputs } from './outputs.ts';
import type { PrefixCache } from './prefix-cache.ts';
import type { Prompts } from './prompts.ts';

export interface Joint {
  /** E[x·M]: fresh prompt tokens times decodes of the same request. */
  readonly product: number;
  /** E[L·(N − 1)]: prompt tokens times gaps between tokens. */
  readonly promptGaps: number;
  /** Mean and variance of the context of a running decode. */
  readonly meanDecodeContext: number;
  readonly decodeContextVariance: number;
  /** Classes of prompts; a single one where lengths are independent and all of one kind. */
  readonly classes: readonly PromptClass[];
}

/** Prompts of similar size, or of a class of requests, and the answers they get. */
export interface PromptClass extends Pick<Prompts, 'fine' | 'medium' | 'short' | 'coarse'> {
  readonly weight: number;
  /** P(a request is of this class and its answer of the i-th of the output groups). */
  readonly outputs: Float64Array;
}

export function independentJoint(prompts: Prompts, outputs: Outputs): Joint {
  const { decodeMean, lengths, counts } = outputs;
  const perDecode = (g: (gaps: number) => number) =>
    decodeMean > 0 ? expectation(lengths, (n) => g(n - 1)) / decodeMean : 0;
  const age = perDecode(counts.ages);
  const ageSquared = perDecode(counts.agesSquared);
  const lengthVariance = prompts.lengthSecondMoment - prompts.meanLength ** 2;
  const weights = Float64Array.from(outputs.groups, (group) => group.weight);
  return {
    product: prompts.mean * decodeMean,
    promptGaps: prompts.meanLength * outputs.gapMean,
    meanDecodeContext: prompts.meanLength + age,
    decodeContextVariance: lengthVariance + Math.max(0, ageSquared - age * age),
    classes: [{ ...prompts, weight: 1, outputs: weights }],
  };
}

/** A column of lengths as a law. */
export function columnLaw(lengths: ArrayLike<number>): DiscreteLaw {
  const { values, weights } = tally(lengths);
  return {
    values: Float64Array.from(values),
    weights: Float64Array.from(weights, (weight) => weight / lengths.length),
  };
}

/** Exact moments of the pairs; classes end at these quantiles of x. */
const CLASS_ENDS = [0.3, 0.6, 0.8, 0.92, 0.98];

export function pairedJoint(
  pairs: LengthPairs,
  cache: PrefixCache,
  prompts: Prompts,
  outputs: Outputs,
): Joint {
  const ends = classEnds(prompts.fresh);
  const fates = fatesByLength(cache, prompts.lengths, ends);
  const groupsOf = groupFinder(outputs);
  const { counts: decodesOf } = outputs;
  const counts = Array.from({ length: ends.length }, () => new Float64Array(outputs.groups.length));
  let [product, promptGaps, context, contextSquared] = [0, 0, 0, 0];
  for (let row = 0; row < pairs.promptTokens.length; row++) {
    const length = pairs.promptTokens[row] as number;
    const output = pairs.outputTokens[row] as number;
    const gaps = output - 1;
    const [decodes, ages] = [decodesOf.mean(gaps), decodesOf.ages(gaps)];
    const { mean, classes } = fates.get(length) as Fate;
    product += mean * decodes;
    promptGaps += length * gaps;
    context += length * decodes + ages;
    contextSquared += length * length * decodes + 2 * length * ages + decodesOf.agesSquared(gaps);
    for (const [group, part] of groupsOf(output))
      for (const [place, share] of classes) {
        const column = counts[place] as Float64Array;
        column[group] = (column[group] as number) + share * part;
      }
  }
  const rows = pairs.promptTokens.length;
  const decodes = rows * outputs.decodeMean;
  const mean = decodes > 0 ? context / decodes : prompts.meanLength;
  return {
    product: product / rows,
    promptGaps: promptGaps / rows,
    meanDecodeContext: mean,
    decodeContextVariance: decodes > 0 ? Math.max(0, contextSquared / decodes - mean * mean) : 0,
    classes: counts.flatMap((column, place) =>
      promptClass(prompts.fresh, ends, place, column, rows),
    ),
  };
}

/** Largest x of each class, the last Infinity; heavy points make fewer classes. */
function classEnds(fresh: DiscreteLaw): number[] {
  const ends = CLASS_ENDS.map((p) => lawQuantile(fresh, p));
  const most = fresh.values.reduce((largest, x) => Math.max(largest, x), 0);
  return [...new Set(ends)].filter((end) => end < most).concat(Infinity);
}

/** What becomes of a prompt: mean x, and the classes it may fall into. */
interface Fate {
  readonly mean: number;
  readonly classes: readonly (readonly [place: number, share: number])[];
}

function fatesByLength(
  cache: PrefixCache,
  lengths: DiscreteLaw,
  ends: readonly number[],
): Map<number, Fate> {
  return new Map(
    Array.from(lengths.values, (length) => {
      const law = cache.freshOf(length);
      const shares = new Map<number, number>();
      law.values.forEach((x, i) => {
        const place = ends.findIndex((end) => x <= end);
        shares.set(place, (shares.get(place) ?? 0) + (law.weights[i] as number));
      });
      return [length, { mean: expectation(law, (x) => x), classes: [...shares] }];
    }),
  );
}

export type GroupShares = readonly (readonly [group: number, share: number])[];

/** The output group of each length of an answer, by the middle of its place among all. */
export function groupFinder({ law, groups, drafted }: Outputs): (length: number) => GroupShares {
  if (drafted !== undefined) return (length) => drafted.ofLength.get(length) as GroupShares;
  const found = new Map<number, GroupShares>();
  let [below, group, upTo] = [0, 0, groups[0]?.weight ?? 1];
  law.values.forEach((value, i) => {
    const weight = law.weights[i] as number;
    const middle = below + weight / 2;
    while (middle > upTo && group < groups.length - 1) {
      group += 1;
      upTo += groups[group]?.weight ?? 0;
    }
    found.set(value, [[group, 1]]);
    below += weight;
  });
  return (length) => found.get(length) as GroupShares;
}

function promptClass(
  fresh: DiscreteLaw,
  ends: readonly number[],
  place: number,
  counts: Float64Array,
  rows: number,
): PromptClass[] {
  const [above, upTo] = [ends[place - 1] ?? -Infinity, ends[place] as number];
  const inside = Array.from(
    fresh.values,
    (x, i) => [x, fresh.weights[i] as number] as const,
  ).filter(([x]) => x > above && x <= upTo);
  const weight = inside.reduce((sum, [, share]) => sum + share, 0);
  if (!(weight > 0)) return [];
  const law: DiscreteLaw = {
    values: Float64Array.from(inside, ([x]) => x),
    weights: Float64Array.from(inside, ([, share]) => share / weight),
  };
  return [
    {
      weight,
      fine: compress(law, 14, CLASS_TAIL),
      medium: compress(law, 4, []),
      short: compress(law, 2, []),
      coarse: compress(law, 2, []),
      outputs: counts.map((count) => count / rows),
    },
  ];
}
const CLASS_TAIL = [0.97, 0.99];
