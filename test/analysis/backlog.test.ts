import { expect, test } from 'vitest';
import { chunkedPrefill } from '../../src/analysis/chunked-prefill/analysis.ts';
import { backlog } from '../../src/analysis/chunked-prefill/backlog.ts';
import { occupancy } from '../../src/analysis/chunked-prefill/occupancy.ts';
import { prepare } from '../../src/analysis/prepare.ts';
import type { LengthLaw } from '../../src/scenario/scenario.ts';
import { forAll } from '../support/cases.ts';
import { LINE, ordinary, serving } from './scenarios.ts';

test('an iteration computes the prompt tokens that arrive during one', () =>
  forAll(
    (between) => ({ scenario: ordinary(between), load: between(0.05, 0.95) }),
    ({ scenario, load }) => {
      const { server, work, limits } = chunkedPrefill(prepare(scenario).server);
      const rate = load * limits.arrivalRate;
      for (const g of [1, 0.5 * limits.decodes, limits.decodes]) {
        const chain = backlog(server, work, rate, g);
        if (chain === undefined) continue;
        const arriving = rate * chain.meanDuration * server.workload.prompts.mean;
        expect(Math.abs(chain.meanTokens / arriving - 1)).toBeLessThan(0.01);
        const sum = chain.partial.reduce((total, p) => total + p, chain.full);
        expect(sum).toBeCloseTo(1, 6);
        expect(chain.meanTokens).toBeLessThanOrEqual(chain.budget);
      }
    },
    100,
  ));

// Many short prompts in a large budget: little spread, so the roots of the bulk queue crowd.
test.each<readonly [LengthLaw, number]>([
  [{ distribution: 'fixed', value: 2 }, 1700],
  [{ distribution: 'fixed', value: 40 }, 1700],
  [{ distribution: 'uniform', min: 10, max: 60 }, 4096],
  [{ distribution: 'gamma', mean: 30, cv: 0.5 }, 16_000],
])('and so it does for prompts of %o in a budget of %d tokens', (promptTokens, tokenBudget) => {
  const outputTokens = { distribution: 'fixed', value: 2 } as const;
  const engine = { maxBatchSize: 538, tokenBudget };
  const scenario = serving({ engine, traffic: { promptTokens, outputTokens } });
  const { server, work } = chunkedPrefill(prepare(scenario).server);
  for (const load of [0.1, 0.3, 0.5, 0.8, 0.95]) {
    const full = LINE.base + LINE.perPrefillToken * tokenBudget;
    const rate = (load * tokenBudget) / server.workload.prompts.mean / full;
    const chain = backlog(server, work, rate, 1);
    const arriving = rate * (chain?.meanDuration ?? 0) * server.workload.prompts.mean;
    expect(Math.abs((chain?.meanTokens ?? 0) / arriving - 1)).toBeLessThan(0.01);
    // By conservation an iteration of a line takes base/(1 − λ·E[w]), decodes and attention aside.
    const seconds = LINE.base / (1 - rate * server.workload.prompts.mean * LINE.perPrefillToken);
    expect(Math.abs((chain?.meanDuration ?? 0) / seconds - 1)).toBeLessThan(0.07);
  }
});

test('the laws of TTFT and of its wait have probability 1', () =>
  forAll(
    (between) => ({ scenario: ordinary(between), load: between(0.02, 0.97) }),
    ({ scenario, load }) => {
      const { server, work, limits, stage } = chunkedPrefill(prepare(scenario).server);
      const rate = load * limits.arrivalRate;
      const state = occupancy(server, work, limits, rate, stage);
      const { ttft, prefillWait } = stage.firstToken(rate, state);
      for (const law of [ttft, prefillWait]) expect(Math.abs(law.weight - 1)).toBeLessThan(0.002);
    },
    100,
  ));
