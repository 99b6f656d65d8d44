import { describe, expect, test } from 'vitest';
import { lengthLaw } from '../../src/analysis/traffic/lengths.ts';
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

  test('with cached tokens by a law: mean and pairs over all of what is cached', () => {
    const tokens: LengthLaw = {
      distribution: 'empirical',
      values: [0, 300, 5000],
      weights: [2, 1, 1],
    };
    const { prompts } = workload(fixed(1000), fixed(2), { tokens });
    expect(prompts.mean).toBeCloseTo((2 * 1000 + 700 + 1) / 4, 9);
    const pairs = (2 * 500_000 + 700 * (300 + 350) + 999.5) / 4;
    expect(prompts.pairsPerToken * prompts.mean).toBeCloseTo(pairs, 6);
    expect(prompts.meanLength).toBe(1000);
  });

  test('with cached tokens by a law: close to the sum over both laws', () => {
    const prompt: LengthLaw = { distribution: 'lognormal', mean: 900, cv: 1.2, max: 20_000 };
    const tokens: LengthLaw = { distribution: 'gamma', mean: 500, cv: 1 };
    const { prompts } = workload(prompt, fixed(2), { tokens });
    const over = (g: (length: number, found: number) => number) =>
      expectation(lengthLaw(prompt), (length) =>
        expectation(lengthLaw(tokens, 0), (found) => g(length, Math.min(found, length - 1))),
      );
    const close = (found: number, exact: number) =>
      expect(Math.abs(found / exact - 1)).toBeLessThan(2e-3);
    close(
      prompts.mean,
      over((length, found) => length - found),
    );
    close(
      prompts.secondMoment,
      over((length, found) => (length - found) ** 2),
    );
    const pairs = over((length, found) => (length - found) * (found + (length - found) / 2));
    close(prompts.pairsPerToken * prompts.mean, pairs);
  });

  test.each<[LengthLaw, number]>([
    [fixed(400), 400],
    [{ distribution: 'empirical', values: [400, 400] }, 400],
    [{ distribution: 'empirical', values: [0] }, 0],
  ])('a law of cached tokens without spread, %o, is the number %d', (tokens, same) => {
    const prompt: LengthLaw = { distribution: 'gamma', mean: 900, cv: 1 };
    const fields = (prefix: CachedPrefix) => {
      const { pairs, meanWithin, ...rest } = workload(prompt, fixed(50), prefix).prompts;
      return [rest, [1, 20, 900].map(pairs), [1, 20, 900].map(meanWithin)];
    };
    expect(fields({ tokens })).toEqual(fields({ tokens: same }));
  });

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

describe('lengths seen together', () => {
  const together = (pairs: readonly (readonly [number, number])[], cachedPrefix?: CachedPrefix) =>
    workloadOf({
      arrivals: { process: 'poisson', rate: 1 },
      promptTokens: fixed(1),
      outputTokens: fixed(1),
      lengthPairs: {
        promptTokens: pairs.map(([prompt]) => prompt),
        outputTokens: pairs.map(([, output]) => output),
      },
      ...(cachedPrefix === undefined ? {} : { cachedPrefix }),
    });
  const PAIRS = [
    [100, 11],
    [100, 3],
    [5000, 1],
    [700, 201],
  ] as const;
  const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, x) => total + x, 0);

  test('have the marginal laws of their columns', () => {
    const { prompts, outputs } = together(PAIRS);
    expect(prompts.mean).toBeCloseTo(5900 / 4, 9);
    expect(outputs.mean).toBeCloseTo(216 / 4, 9);
  });

  test('mean and variance of the context of a decode are those over all decodes', () => {
    const contexts = PAIRS.flatMap(([prompt, output]) =>
      Array.from({ length: output - 1 }, (_, j) => prompt + j + 1),
    );
    const mean = sum(contexts) / contexts.length;
    const variance = sum(contexts.map((x) => (x - mean) ** 2)) / contexts.length;
    const { meanDecodeContext, decodeContextVariance } = together(PAIRS);
    expect(meanDecodeContext).toBeCloseTo(mean, 9);
    expect(decodeContextVariance / variance).toBeCloseTo(1, 9);
  });

  test('E[x·M] is that of the rows, whatever is cached', () => {
    const product = (fresh: (prompt: number) => number) =>
      sum(PAIRS.map(([prompt, output]) => fresh(prompt) * (output - 1))) / 4;
    const whole = product((x) => x);
    expect(together(PAIRS).product).toBeCloseTo(whole, 9);
    expect(together(PAIRS, { share: 0.5 }).product).toBeCloseTo(whole / 2, 9);
    const tokens: LengthLaw = { distribution: 'empirical', values: [0, 300] };
    const drawn = product((x) => (x + Math.max(1, x - 300)) / 2);
    expect(together(PAIRS, { tokens }).product).toBeCloseTo(drawn, 9);
  });

  test('classes share out all requests and all answers, each prompt with its own', () => {
    const { classes, outputs, prompts, product } = together(PAIRS);
    expect(classes.length).toBeGreaterThan(1);
    expect(sum(classes.map(({ weight }) => weight))).toBeCloseTo(1, 9);
    for (const { weight, outputs: shares } of classes) expect(sum(shares)).toBeCloseTo(weight, 9);
    const fresh = classes.map(({ fine }) => expectation(fine, (x) => x));
    expect(sum(classes.map(({ weight }, i) => weight * (fresh[i] ?? 0)))).toBeCloseTo(
      prompts.mean,
      9,
    );
    const decodes = classes.map(({ outputs: shares }) =>
      sum(shares.map((share, i) => share * (outputs.groups[i]?.decodes ?? 0))),
    );
    expect(sum(decodes.map((each, i) => each * (fresh[i] ?? 0)))).toBeCloseTo(product, 6);
  });

  test('of one pair are fixed lengths', () => {
    const figures = ({ prompts, outputs, ...rest }: ReturnType<typeof together>) => ({
      ...rest,
      classes: rest.classes.map(({ weight, outputs: shares }) => [weight, ...shares]),
      prompt: prompts.mean,
      decodes: outputs.decodeMean,
    });
    const { decodeContextVariance, ...laws } = figures(workload(fixed(300), fixed(40)));
    expect(figures(together([[300, 40]]))).toEqual({
      ...laws,
      decodeContextVariance: expect.closeTo(decodeContextVariance, 6),
    });
  });
});
