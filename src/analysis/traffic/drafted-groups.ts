/**
 * Answers by the iterations that they take, where these make several tokens: the same number of
 * iterations makes answers of many lengths.
 *
 * @see docs/model.md#iterations-of-a-drafted-answer
 */
import { compress, type DiscreteLaw } from '../../numerics/discrete-law.ts';
import type { Counts, DraftedCounts } from './decode-counts.ts';
import { FINE_TAIL } from './prompts.ts';

export interface DraftedGroup {
  /** Mean M and mean N − 1, and the share of all requests. */
  readonly decodes: number;
  readonly gaps: number;
  readonly weight: number;
  /** M/(N − 1) of those with a gap: points and probabilities. */
  readonly ratios: Counts;
}

interface Drafted {
  /** The law of M + 1. */
  readonly law: DiscreteLaw;
  readonly groups: readonly DraftedGroup[];
  /** Groups of the answers of N tokens, with their shares. */
  readonly ofLength: ReadonlyMap<number, readonly (readonly [group: number, share: number])[]>;
}

/** Answers of one length that take the same number of iterations. */
interface Answer {
  readonly length: number;
  readonly decodes: number;
  readonly weight: number;
}

const GROUPS = 32;
/** Lengths whose laws of M together are smooth. */
const MANY = 60;
/** Points of the law of M, from which survival is taken. */
const POINTS = 300;
const ENDS = [...Array.from({ length: GROUPS - 1 }, (_, i) => (i + 1) / GROUPS), ...FINE_TAIL];
/** Up to so many decodes each number is by itself: few of them make the longest times per token. */
const FEW_DECODES = 6;

export function draftedGroups(lengths: DiscreteLaw, counts: DraftedCounts): Drafted {
  const answers: Answer[] = [];
  const few = lengths.values.length > MANY;
  lengths.values.forEach((length, i) => {
    const weight = lengths.weights[i] as number;
    for (const [decodes, share] of counts.points(length - 1, few))
      answers.push({ length, decodes, weight: weight * share });
  });
  answers.sort((a, b) => a.decodes - b.decodes || a.length - b.length);
  const law = lawOf(answers);
  const parts = law.values.length <= GROUPS ? byDecodes(answers) : inGroups(answers, endsOf(law));
  const ofLength = new Map<number, [number, number][]>();
  parts.forEach((part, group) => {
    for (const [length, weight] of totals(part)) {
      const found = ofLength.get(length) ?? [];
      found.push([group, weight]);
      ofLength.set(length, found);
    }
  });
  for (const [length, shares] of ofLength) {
    const total = shares.reduce((sum, [, weight]) => sum + weight, 0);
    ofLength.set(
      length,
      shares.map(([group, weight]) => [group, weight / total]),
    );
  }
  return { law: compress(law, POINTS, FINE_TAIL), groups: withRatios(parts), ofLength };
}

function totals(part: readonly Answer[]): Map<number, number> {
  const found = new Map<number, number>();
  for (const { length, weight } of part) found.set(length, (found.get(length) ?? 0) + weight);
  return found;
}

/** A group for each number of decodes. */
function byDecodes(answers: readonly Answer[]): Answer[][] {
  const groups: Answer[][] = [];
  for (const answer of answers) {
    const last = groups.at(-1);
    if (last !== undefined && isSame(last[0] as Answer, answer)) last.push(answer);
    else groups.push([answer]);
  }
  return groups;
}

const isSame = (one: Answer, other: Answer) => Math.abs(one.decodes - other.decodes) < 1e-9;

/** P(M ≤ m) for the first few m: where groups of a law of M + 1 end beside others. */
export function fewDecodes({ values, weights }: DiscreteLaw): number[] {
  const ends: number[] = [];
  let below = 0;
  for (let i = 0; i < values.length && (values[i] as number) <= FEW_DECODES + 1; i++) {
    below += weights[i] as number;
    ends.push(below);
  }
  return ends;
}

function endsOf(law: DiscreteLaw): readonly number[] {
  return [...new Set([...fewDecodes(law), ...ENDS])].sort((a, b) => a - b);
}

/** Groups of equal probability, finer in the tail; an answer on an edge is in both in part. */
function inGroups(answers: readonly Answer[], ends: readonly number[]): Answer[][] {
  const groups: Answer[][] = [[]];
  let [below, next] = [0, 0];
  for (const answer of answers) {
    let left = answer.weight;
    while (next < ends.length && below + left > (ends[next] as number)) {
      const part = Math.max(0, (ends[next] as number) - below);
      if (part > 1e-15) groups.at(-1)?.push({ ...answer, weight: part });
      below += part;
      left -= part;
      next += 1;
      if ((groups.at(-1) as Answer[]).length > 0) groups.push([]);
    }
    if (left > 1e-15) groups.at(-1)?.push({ ...answer, weight: left });
    below += left;
  }
  return groups.filter((group) => group.length > 0);
}

/** Groups of the same number of decodes have the same answers behind them. */
function withRatios(parts: readonly (readonly Answer[])[]): DraftedGroup[] {
  const alike: { readonly from: number; readonly answers: Answer[] }[] = [];
  const means = parts.map(meansOf);
  parts.forEach((part, i) => {
    const isNew = i === 0 || (means[i]?.decodes ?? 0) - (means[i - 1]?.decodes ?? 0) > 1e-9;
    if (isNew) alike.push({ from: i, answers: [...part] });
    else alike.at(-1)?.answers.push(...part);
  });
  return alike.flatMap(({ from, answers }, place) => {
    const ratios = ratiosOf(answers);
    return means.slice(from, alike[place + 1]?.from).map((group) => ({ ...group, ratios }));
  });
}

function meansOf(part: readonly Answer[]): Omit<DraftedGroup, 'ratios'> {
  const mean = (of: (answer: Answer) => number) =>
    part.reduce((sum, answer) => sum + answer.weight * of(answer), 0) / weight;
  const weight = part.reduce((sum, answer) => sum + answer.weight, 0);
  const [decodes, gaps] = [mean((answer) => answer.decodes), mean(({ length }) => length - 1)];
  return { decodes, gaps, weight };
}

function ratiosOf(part: readonly Answer[]): Counts {
  const several = part.filter(({ length }) => length > 1);
  const total = several.reduce((sum, { weight }) => sum + weight, 0);
  const points = several
    .map(({ decodes, length, weight }) => [decodes / (length - 1), weight / total] as const)
    .sort(([a], [b]) => a - b);
  const law = compress(
    {
      values: Float64Array.from(points, ([ratio]) => ratio),
      weights: Float64Array.from(points, ([, share]) => share),
    },
    6,
    [0.03, 0.1, 0.9, 0.97],
  );
  return Array.from(law.values, (ratio, i) => [ratio, law.weights[i] as number] as const);
}

/** Of M + 1, equal values together. */
function lawOf(answers: readonly Answer[]): DiscreteLaw {
  const values: number[] = [];
  const weights: number[] = [];
  for (const { decodes, weight } of answers) {
    const last = values.length - 1;
    if (last >= 0 && decodes + 1 - (values[last] as number) < 1e-9)
      weights[last] = (weights[last] as number) + weight;
    else {
      values.push(decodes + 1);
      weights.push(weight);
    }
  }
  return { values: Float64Array.from(values), weights: Float64Array.from(weights) };
}
