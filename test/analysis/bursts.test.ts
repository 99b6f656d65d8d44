import { expect, test } from 'vitest';
import { openAnalysis } from '../../src/analysis/open.ts';
import { predict } from '../../src/analysis/predict.ts';
import { solve } from '../../src/index.ts';
import type { Prediction } from '../../src/scenario/metrics.ts';
import type { Arrivals, Scenario } from '../../src/scenario/scenario.ts';
import { serving } from './scenarios.ts';

const under = (arrivals: Arrivals, base: Scenario = serving()): Scenario => ({
  ...base,
  traffic: { ...base.traffic, arrivals },
});
const mmpp = (high: number, low: number, seconds = 5): Arrivals => ({
  process: 'mmpp',
  states: [
    { rate: high, meanDuration: seconds },
    { rate: low, meanDuration: seconds },
  ],
});
const KINDS: readonly (readonly [string, Arrivals])[] = [
  ['gamma, regular', { process: 'gamma', rate: 8, scv: 0.25 }],
  ['gamma, bursty', { process: 'gamma', rate: 8, scv: 3 }],
  ['weibull', { process: 'weibull', rate: 8, scv: 2 }],
  ['hyperexponential', { process: 'hyperexponential', rate: 8, scv: 4 }],
  ['mmpp', mmpp(12, 4)],
  ['mmpp with silence', mmpp(16, 0, 0.5)],
];
const LATENCIES = ['ttft', 'tbt', 'e2e'] as const;

function expectAlike(one: Prediction, other: Prediction, within: number): void {
  for (const metric of LATENCIES)
    for (const key of ['mean', 'p90', 'p99'] as const)
      expect(Math.abs(one[metric][key] / other[metric][key] - 1), `${metric}.${key}`).toBeLessThan(
        within,
      );
}

test('processes that are Poisson answer as Poisson does', () => {
  const poisson = predict(serving());
  const others: readonly Arrivals[] = [
    { process: 'gamma', rate: 8, scv: 1 },
    { process: 'weibull', rate: 8, scv: 1 },
    { process: 'hyperexponential', rate: 8, scv: 1 },
    mmpp(8, 8),
  ];
  for (const arrivals of others) {
    const { kinds: _, errorBand: _band, ...answer } = predict(under(arrivals));
    expect(poisson).toMatchObject(answer);
  }
});

test.each([0.3, 0.7, 0.9])('and those that are almost Poisson almost, at load %d', (load) => {
  const poisson = openAnalysis(serving());
  const rate = load * poisson.maxArrivalRate;
  const others: readonly Arrivals[] = [
    { process: 'gamma', rate, scv: 0.99 },
    { process: 'gamma', rate, scv: 1.02 },
    mmpp(rate * 1.02, rate * 0.98, 0.1),
  ];
  for (const arrivals of others)
    expectAlike(predict(under(arrivals)), poisson.at(rate), load > 0.8 ? 0.12 : 0.06);
});

test.each(KINDS)('%s: every latency is a law, and E2E is TTFT and the gaps', (_, arrivals) => {
  const { at, maxArrivalRate } = openAnalysis(under(arrivals));
  for (const load of [0.1, 0.5, 0.8, 0.95]) {
    const answer = at(load * maxArrivalRate);
    for (const metric of [...LATENCIES, 'tpot'] as const) {
      const { p50, p90, p95, p99, mean } = answer[metric];
      expect(mean).toBeGreaterThan(0);
      expect([p50, p90, p95, p99]).toEqual([p50, p90, p95, p99].toSorted((a, b) => a - b));
      expect(p99).toBeLessThan(Infinity);
    }
    const decodes = (answer.e2e.mean - answer.ttft.mean) / answer.tbt.mean;
    expect(decodes).toBeCloseTo(99.02, 1);
  }
});

test.each(KINDS)('%s: more load does not shorten anything', (_, arrivals) => {
  const { at, maxArrivalRate } = openAnalysis(under(arrivals));
  let before = at(0.05 * maxArrivalRate);
  for (const load of [0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95]) {
    const after = at(load * maxArrivalRate);
    for (const metric of LATENCIES)
      expect(after[metric].mean, metric).toBeGreaterThan(before[metric].mean * 0.99);
    before = after;
  }
});

test('burstier arrivals wait longer, regular ones less', () => {
  const { maxArrivalRate } = openAnalysis(serving());
  const rate = 0.8 * maxArrivalRate;
  const at = (scv: number) => predict(under({ process: 'gamma', rate, scv })).ttft;
  const means = [0.2, 0.5, 1, 2, 4].map((scv) => at(scv).mean);
  expect(means).toEqual(means.toSorted((a, b) => a - b));
  const slow = predict(under(mmpp(1.3 * rate, 0.7 * rate, 60)));
  const fast = predict(under(mmpp(1.3 * rate, 0.7 * rate, 0.2)));
  expect(slow.ttft.mean).toBeGreaterThan(2 * fast.ttft.mean);
});

test('engines that share the arrivals see a thinner stream', () => {
  const arrivals = { process: 'hyperexponential', rate: 8, scv: 6 } as const;
  const deployment = { replicas: 4, router: 'random' } as const;
  const one = predict(under({ ...arrivals, rate: 8 }));
  const shared = predict({ ...under({ ...arrivals, rate: 32 }), deployment });
  const poisson = predict(serving());
  expect(shared.ttft.p99).toBeLessThan(one.ttft.p99);
  expect(shared.ttft.p99).toBeGreaterThan(poisson.ttft.p99);
});

test('the rate that keeps an SLA is smaller under bursts, and keeps it', () => {
  const sla = { ttft: { p99: 1 } };
  const base = { ...serving(), sla };
  const [calm, bursty] = [base, under(mmpp(12, 4, 2), base)].map((scenario) =>
    solve(scenario, { fixed: true }),
  );
  if (calm?.kind !== 'feasible' || bursty?.kind !== 'feasible') throw new Error('infeasible');
  expect(bursty.arrivalRate).toBeLessThan(calm.arrivalRate);
  expect(bursty.ttft.p99).toBeLessThanOrEqual(1);
});

/** Of ten prompts in a full iteration, and of slots that hold ten times as many decodes. */
const crowded = {
  engine: { maxBatchSize: 160, tokenBudget: 4000 },
  lengths: [
    { distribution: 'gamma', mean: 123, cv: 0.4 },
    { distribution: 'exponential', mean: 43 },
  ],
} as const;

function crowdedUnder(scv: number, load: number) {
  const base = serving({ engine: crowded.engine });
  const [promptTokens, outputTokens] = crowded.lengths;
  const of = (rate: number): Scenario => ({
    ...base,
    traffic: { arrivals: { process: 'gamma', rate, scv }, promptTokens, outputTokens },
  });
  const { at, maxArrivalRate } = openAnalysis(of(1));
  return at(load * maxArrivalRate);
}

test.each([0.5, 0.8, 0.95])('more variable gaps never shorten the wait, at load %d', (load) => {
  let before = 0;
  for (const scv of [0.06, 0.12, 0.24, 0.3, 0.5, 0.8, 1.1, 1.3, 1.7, 2, 2.5, 3, 4, 5, 6]) {
    const { ttft } = crowdedUnder(scv, load);
    expect(ttft.mean, `SCV ${scv}`).toBeGreaterThan(before * 0.985);
    before = ttft.mean;
  }
});
