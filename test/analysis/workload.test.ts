import { describe, expect, test } from 'vitest';
import { workloadOf } from '../../src/analysis/traffic/workload.ts';
import { expectation } from '../../src/numerics/discrete-law.ts';
import type { CachedPrefix, LengthLaw } from '../../src/scenario/scenario.ts';

const fixed = (value: number): LengthLaw => ({ distribution: 'fixed', value });
const workload = (prompt: LengthLaw, output: LengthLaw, cachedPrefix?: CachedPrefix) =>
  workloadOf({
    arrivals: { process: 'poisson', rate: 1 },
    promptTokens: prompt,
    outputTokens: output,
    ...(cachedPrefix === undefined ? {} : { cachedPrefix }),
  });

describe('outputs', () => {
  test('of fixed length: E1, second moment, θ = 1, ψ = 2/3 and D = k²/2', () => {
    const { outputs } = workload(fixed(100), fixed(41));
    expect(outputs).toMatchObject({ mean: 41, decodeMean: 40, decodeSecondMoment: 1600 });
    expect([outputs.decodeScv, outputs.theta]).toEqual([0, 1].map((x) => expect.closeTo(x, 9)));
    expect(outputs.groups).toHaveLength(1);
    const [group] = outputs.groups;
    expect(group).toMatchObject({ decodes: 40, weight: 1 });
    expect(group?.psi).toBeCloseTo(2 / 3, 9);
    expect(group?.overlap).toBeCloseTo(800, 9);
  });

  test('geometric: θ = q/(1 + q) and c² = 1/q for P(N > n) = qⁿ', () => {
    const { outputs } = workload(fixed(100), { distribution: 'geometric', mean: 80 });
    const stay = 1 - 1 / 80;
    expect(outputs.theta).toBeCloseTo(stay / (1 + stay), 3);
    expect(outputs.decodeScv).toBeCloseTo(1 / stay, 2);
    expect(outputs.decodes).toBeCloseTo(stay, 6);
  });

  test('uniform: θ = 2/3 for a wide range', () => {
    const { outputs } = workload(fixed(9), { distribution: 'uniform', min: 1, max: 3001 });
    expect(outputs.theta).toBeCloseTo(2 / 3, 2);
  });

  test('are on few groups that keep probability and mean', () => {
    const { outputs } = workload(fixed(9), { distribution: 'lognormal', mean: 300, cv: 2 });
    const { groups, decodeMean } = outputs;
    expect(groups.length).toBeLessThan(60);
    expect(groups.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
    const mean = groups.reduce((sum, { weight, decodes }) => sum + weight * decodes, 0);
    expect(mean / decodeMean).toBeCloseTo(1, 9);
    for (const { psi } of groups) expect(psi).toBeLessThanOrEqual(1 + 1e-9);
  });

  test('of one token: nobody decodes, and nothing is NaN', () => {
    const { outputs, meanDecodeContext } = workload(fixed(100), fixed(1));
    expect(outputs).toMatchObject({ mean: 1, decodeMean: 0, decodes: 0, decodeScv: 0 });
    expect(Number.isFinite(meanDecodeContext)).toBe(true);
    expect(outputs.groups.every(({ psi, overlap }) => psi === 1 && overlap === 0)).toBe(true);
  });
});

describe('context of a running decode', () => {
  test('of fixed lengths runs from L + 1 to L + M', () => {
    const { meanDecodeContext, decodeContextVariance } = workload(fixed(500), fixed(101));
    expect(meanDecodeContext).toBeCloseTo(500 + 101 / 2, 9);
    expect(decodeContextVariance).toBeCloseTo((100 ** 2 - 1) / 12, 6);
  });

  test('of geometric outputs is L + E[N] on average', () => {
    const { meanDecodeContext } = workload(fixed(500), { distribution: 'geometric', mean: 100 });
    expect(meanDecodeContext / 600).toBeCloseTo(1, 3);
  });
});

describe('prompts', () => {
  test('cost half the square of their length in pairs', () => {
    const { prompts } = workload({ distribution: 'uniform', min: 1, max: 399 }, fixed(2));
    const secondMoment = (400 * 799) / 6;
    expect(prompts.secondMoment).toBeCloseTo(secondMoment, 6);
    expect(prompts.pairsPerToken).toBeCloseTo(secondMoment / 2 / 200, 9);
    expect(prompts.pairs(10)).toBe(50);
  });

  test('with a cached share have fewer tokens that each see the whole prompt before them', () => {
    const { prompts } = workload(fixed(1000), fixed(2), { share: 0.3 });
    expect(prompts.mean).toBeCloseTo(700, 9);
    expect(prompts.meanLength).toBe(1000);
    expect(prompts.pairs(700)).toBeCloseTo(700 * (300 + 350), 6);
  });

  test('with cached tokens have the rest to compute', () => {
    const { prompts } = workload(fixed(1000), fixed(2), { tokens: 400 });
    expect(prompts.mean).toBe(600);
    expect(prompts.pairs(600)).toBeCloseTo(600 * (400 + 300), 6);
  });

  test.each([99, 100, 5000, 1e9])(
    'that a cache of %d tokens covers have one token to compute, after no more than themselves',
    (tokens) => {
      const { prompts } = workload(fixed(100), fixed(2), { tokens });
      expect(prompts.mean).toBe(1);
      expect(prompts.pairsPerToken).toBeCloseTo(99.5, 6);
    },
  );

  test('that fit a room: E[min(x, room)] grows from 0 to the mean, close to the sum', () => {
    const { prompts } = workload({ distribution: 'gamma', mean: 600, cv: 1 }, fixed(2));
    for (const room of [1, 50, 300, 600, 2000, 20_000]) {
      const exact = expectation(prompts.fresh, (x) => Math.min(x, room));
      expect(Math.abs(prompts.meanWithin(room) / exact - 1)).toBeLessThan(0.03);
    }
    expect(prompts.meanWithin(0)).toBe(0);
    expect(prompts.meanWithin(1e9)).toBe(prompts.mean);
  });

  test('on points keep their mean', () => {
    const { prompts } = workload({ distribution: 'lognormal', mean: 900, cv: 1.5 }, fixed(2));
    for (const law of [prompts.fine, prompts.medium, prompts.coarse])
      expect(expectation(law, (x) => x) / prompts.mean).toBeCloseTo(1, 9);
  });
});
