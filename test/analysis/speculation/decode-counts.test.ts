import { describe, expect, test } from 'vitest';
import { type DraftedCounts, draftedCounts } from '../../../src/analysis/traffic/decode-counts.ts';
import { draftedGroups } from '../../../src/analysis/traffic/drafted-groups.ts';
import { outputsOf } from '../../../src/analysis/traffic/outputs.ts';
import { expectation } from '../../../src/numerics/discrete-law.ts';
import { randomStream } from '../../../src/numerics/random.ts';

const counts = (acceptance: number, draftTokens: number) =>
  draftedCounts({ acceptance, draftTokens }, 6000);

/** Tokens of a step by the definition: drafts in a row, and one more. */
function steps(acceptance: number, draftTokens: number, seed: number): () => number {
  const random = randomStream(seed, 'steps');
  return () => {
    let tokens = 1;
    while (tokens <= draftTokens && random() < acceptance) tokens += 1;
    return tokens;
  };
}

// Leviathan, Kalman and Matias (2023), equation 1: (1 − α^(γ+1))/(1 − α), and table 1 for γ = 2, 5, 7, 10.
test.each([
  [0.6, 2, 1.96],
  [0.7, 3, 2.53],
  [0.8, 2, 2.44],
  [0.8, 5, 3.69],
  [0.9, 2, 2.71],
  [0.9, 10, 6.86],
])('α = %d, k = %d: %d tokens an iteration of a long answer', (acceptance, drafts, printed) => {
  const { mean } = counts(acceptance, drafts);
  expect(1000 / (mean(4000) - mean(3000))).toBeCloseTo(printed, 2);
  expect(1000 / (mean(2000) - mean(1000))).toBeCloseTo(printed, 2);
});

test('without acceptance a token is an iteration, with all of it k + 1 are', () => {
  const none = counts(0, 7);
  const all = counts(1, 3);
  for (const n of [0, 1, 5, 48, 49, 1000, 4999]) {
    expect(none.mean(n)).toBeCloseTo(n, 9);
    expect(none.square(n)).toBeCloseTo(n * n, 3);
    expect(none.ages(n) / ((n * (n + 1)) / 2 || 1)).toBeCloseTo(n > 0 ? 1 : 0, 9);
  }
  for (const n of [0, 1, 4, 5, 47, 48, 49, 1000, 2001]) {
    expect(all.mean(n)).toBeCloseTo(Math.ceil(n / 4), 9);
    expect(all.square(n)).toBeCloseTo(Math.ceil(n / 4) ** 2, 6);
    expect(all.points(n)).toEqual([[Math.ceil(n / 4), expect.closeTo(1, 9)]]);
  }
});

describe.each([
  [0.3, 1],
  [0.7, 4],
  [0.95, 8],
  [0.99, 64],
])('α = %d, k = %d', (acceptance, drafts) => {
  const law: DraftedCounts = counts(acceptance, drafts);
  const moment = (n: number, power: number) =>
    law.points(n).reduce((sum, [m, share]) => sum + share * m ** power, 0);

  test('the law of the iterations has probability 1 and the moments of the renewals', () => {
    expect([moment(0, 0), moment(0, 1), law.square(0)]).toEqual([1, 0, 0]);
    for (const n of [1, 2, 3, 10, 47, 48, 49, 120, 999]) {
      expect(moment(n, 0)).toBeCloseTo(1, 9);
      expect(moment(n, 1) / law.mean(n)).toBeCloseTo(1, 3);
      expect(moment(n, 2) / law.square(n)).toBeCloseTo(1, 2);
    }
  });

  test('counts and contexts are those of answers made step by step', () => {
    const step = steps(acceptance, drafts, 5);
    const n = 150;
    const runs = 4000;
    let [m, square, ages, agesSquared] = [0, 0, 0, 0];
    for (let run = 0; run < runs; run++) {
      let [made, iterations] = [0, 0];
      for (; made < n; made += step(), iterations++) {
        ages += made + 1;
        agesSquared += (made + 1) ** 2;
      }
      m += iterations;
      square += iterations ** 2;
    }
    expect(m / runs / law.mean(n)).toBeCloseTo(1, 1.7);
    expect(square / runs / law.square(n)).toBeCloseTo(1, 1.4);
    expect(ages / runs / law.ages(n)).toBeCloseTo(1, 1.7);
    expect(agesSquared / runs / law.agesSquared(n)).toBeCloseTo(1, 1.7);
  });

  test('one token more never takes fewer iterations, nor more than one', () => {
    for (const n of [1, 2, 47, 48, 49, 2998, 2999, 3000, 3001, 5000]) {
      const more = law.mean(n + 1) - law.mean(n);
      expect(more).toBeGreaterThanOrEqual(-1e-9);
      expect(more).toBeLessThanOrEqual(1 + 1e-9);
    }
  });
});

test('groups keep the means of iterations and tokens, and what a token takes of them', () => {
  const lengths = {
    values: Float64Array.of(1, 5, 40, 200),
    weights: Float64Array.of(0.1, 0.2, 0.4, 0.3),
  };
  const law = counts(0.7, 4);
  const { groups, ofLength } = draftedGroups(lengths, law);
  const sum = (of: (group: (typeof groups)[number]) => number) =>
    groups.reduce((total, group) => total + group.weight * of(group), 0);
  expect(sum(() => 1)).toBeCloseTo(1, 9);
  expect(sum(({ gaps }) => gaps)).toBeCloseTo(
    expectation(lengths, (n) => n - 1),
    9,
  );
  expect(sum(({ decodes }) => decodes) / expectation(lengths, (n) => law.mean(n - 1))).toBeCloseTo(
    1,
    3,
  );
  for (const n of lengths.values) {
    const shares = ofLength.get(n) ?? [];
    expect(shares.reduce((total, [, share]) => total + share, 0)).toBeCloseTo(1, 9);
  }
  const ofGroup = ({ ratios }: (typeof groups)[number]) =>
    ratios.reduce((total, [r, share]) => total + r * share, 0);
  const ratio = sum(ofGroup) / 0.9; // one in ten has no gap
  expect(ratio).toBeGreaterThan(1 / 2.78);
  expect(ratio).toBeLessThan(1);
});

test('answers without drafts are as before, and drafts that are never accepted change nothing', () => {
  const law = {
    values: Float64Array.of(1, 3, 10, 60),
    weights: Float64Array.of(0.1, 0.3, 0.4, 0.2),
  };
  const [plain, drafted] = [outputsOf(law), outputsOf(law, { draftTokens: 4, acceptance: 0 })];
  for (const key of [
    'mean',
    'gapMean',
    'decodeMean',
    'decodeSecondMoment',
    'theta',
    'decodes',
  ] as const)
    expect(drafted[key]).toBeCloseTo(plain[key], 9);
  expect(drafted.groups.map(({ decodes }) => decodes)).toEqual(
    plain.groups.map(({ decodes }) => expect.closeTo(decodes, 9)),
  );
});
