import { describe, expect, test } from 'vitest';
import { limitBand } from '../../src/analysis/accuracy.ts';
import { predict } from '../../src/analysis/predict.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { Estimate, Simulation } from '../../src/scenario/simulation.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { FIGURES, predictedFigure, simulatedFigure } from '../../src/study/figures.ts';
import { compareAnswers, validate } from '../../src/study/validate.ts';
import { serving } from '../analysis/scenarios.ts';

const chat = (rate: number): Scenario =>
  serving({
    rate,
    engine: { maxBatchSize: 128, tokenBudget: 2048 },
    traffic: {
      promptTokens: { distribution: 'lognormal', mean: 700, cv: 1, max: 8192 },
      outputTokens: { distribution: 'gamma', mean: 150, cv: 0.8, max: 2048 },
    },
  });
const prediction = predict(chat(8));
const simulation = simulate(chat(8), { requests: 60_000, seed: 3 });

/** The simulation with one figure replaced. */
const withTtft = (mean: Estimate, kind: Simulation['kind'] = 'steady'): Simulation => ({
  ...simulation,
  kind,
  ttft: { ...simulation.ttft, mean },
});
const verdictOn = (answer: Simulation, figure: string) =>
  compareAnswers(prediction, answer).comparisons.find((one) => one.figure === figure)?.verdict;

test('every figure is a finite number in both answers', () => {
  for (const figure of FIGURES) {
    expect(predictedFigure(prediction, figure)).toBeGreaterThanOrEqual(0);
    expect(simulatedFigure(simulation, figure)?.value).toBeGreaterThanOrEqual(0);
  }
});

test('a scenario in the middle of the measured region holds, figure by figure', () => {
  const { verdict, comparisons } = validate(chat(8), { requests: 60_000, seed: 3 });
  expect(comparisons.filter((one) => one.verdict === 'disagrees')).toEqual([]);
  expect(['agrees', 'within band']).toContain(verdict);
});

test('the prediction of a tenth more load is found out', () => {
  const { verdict, comparisons } = compareAnswers(predict(chat(8.8)), simulation);
  expect(verdict).toBe('disagrees');
  const off = comparisons.filter((one) => one.verdict === 'disagrees').map((one) => one.figure);
  expect(off).toContain('throughput.requests');
  expect(off).toContain('tbt.mean');
});

describe('a figure', () => {
  const { mean } = prediction.ttft;
  const band = prediction.errorBand.ttft.mean;

  test('agrees inside the interval of the simulation', () => {
    expect(verdictOn(withTtft({ value: 1.3 * mean, halfWidth: 0.31 * mean }), 'ttft.mean')).toBe(
      'agrees',
    );
  });

  test('is within its band if the interval reaches into it, and disagrees beyond', () => {
    const at = (error: number) =>
      withTtft({ value: mean / (1 + error), halfWidth: (0.001 * mean) / (1 + error) });
    expect(verdictOn(at(0.9 * band), 'ttft.mean')).toBe('within band');
    expect(verdictOn(at(-0.9 * band), 'ttft.mean')).toBe('within band');
    expect(verdictOn(at(1.1 * band + 0.002), 'ttft.mean')).toBe('disagrees');
    expect(verdictOn(at(-1.1 * band - 0.002), 'ttft.mean')).toBe('disagrees');
  });

  test('is not judged by a run that was too short', () => {
    const far = withTtft({ value: 3 * mean, halfWidth: 0.1 * mean }, 'unsettled');
    expect(verdictOn(far, 'ttft.mean')).toBe('not judged');
    expect(verdictOn(far, 'stable')).toBe('not judged');
    expect(compareAnswers(prediction, far).verdict).toBe('not judged');
  });

  test('that was not seen is left out', () => {
    const unseen = { ...simulation, tpot: { ...simulation.tpot, p99: null } };
    expect(verdictOn(unseen, 'tpot.p99')).toBeUndefined();
  });
});

test('both say overload: what has a limit is still compared, what has none is not', () => {
  const rate = 1.3 * prediction.maxArrivalRate;
  const answer = validate(chat(rate), { requests: 60_000, seed: 3 });
  expect(answer.simulation.kind).toBe('overload');
  const figures = answer.comparisons.map(({ figure }) => figure);
  expect(figures).toContain('tbt.mean');
  expect(figures).not.toContain('ttft.mean');
  expect(answer.comparisons[0]).toMatchObject({ figure: 'stable', verdict: 'agrees' });
});

test('one says overload and the other not: a disagreement unless it is close to the limit', () => {
  const overload: Simulation = { ...simulation, kind: 'overload' };
  const stable = (utilization: number) =>
    compareAnswers({ ...prediction, utilization }, overload).comparisons[0]?.verdict;
  expect(stable(0.6)).toBe('disagrees');
  expect(stable(1 - 0.9 * limitBand(['chunked-prefill']))).toBe('within band');
});

test('settings without formulas are declined with what is allowed', () => {
  const scenario = chat(8);
  expect(() => validate({ ...scenario, engine: { ...scenario.engine, queueLimit: 5 } })).toThrow(
    'engine.queueLimit: given 5, allowed no limit',
  );
});
