/** Whole chunks and other orders of chunks against the simulator, on cases the formulas were not made on. */
import { describe, expect, test } from 'vitest';
import { openAnalysis } from '../../src/analysis/open.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { Estimate } from '../../src/scenario/simulation.ts';
import { ROOF, serving } from '../analysis/scenarios.ts';
import { rateAt, simulatedAt } from './cases.ts';

const traffic = {
  promptTokens: { distribution: 'lognormal', mean: 1400, cv: 0.9, max: 12_000 },
  outputTokens: { distribution: 'gamma', mean: 60, cv: 0.8 },
} as const;
const engine = { maxBatchSize: 200, tokenBudget: 1024 } as const;
const whole = { wholeChunks: true, maxBatchSize: 200, tokenBudget: 1536 } as const;

type Case = readonly [string, Scenario, load: number, ttft: number, p99: number];
const CASES: readonly Case[] = [
  [
    'whole chunks of 400',
    serving({ engine: { ...whole, chunkSize: 400 }, traffic }),
    0.5,
    0.06,
    0.1,
  ],
  [
    'whole chunks of 800',
    serving({ engine: { ...whole, chunkSize: 800 }, traffic }),
    0.7,
    0.1,
    0.15,
  ],
  [
    'round robin',
    serving({ engine: { ...engine, chunkOrder: 'round-robin' }, traffic }),
    0.5,
    0.06,
    0.15,
  ],
  [
    'round robin',
    serving({ engine: { ...engine, chunkOrder: 'round-robin' }, traffic }),
    0.8,
    0.1,
    0.2,
  ],
  [
    'shortest remaining',
    serving({ engine: { ...engine, chunkOrder: 'shortest-remaining' }, traffic }),
    0.7,
    0.1,
    0.2,
  ],
];

describe.each(CASES)('%s', (_, scenario, load, ttft, p99) => {
  const rate = rateAt(scenario, load);
  const answer = openAnalysis(scenario).at(rate);
  const simulated = simulatedAt(scenario, rate, 60_000);
  const error = (formula: number, { value, halfWidth }: Estimate) =>
    Math.max(0, Math.abs(formula - value) - 1.86 * halfWidth) / value;
  const known = (estimate: Estimate | null) => estimate ?? { value: Number.NaN, halfWidth: 0 };

  test(`at load ${load} TTFT, TBT and E2E are in their bands`, () => {
    expect(error(answer.ttft.mean, known(simulated.ttft.mean))).toBeLessThan(ttft);
    expect(error(answer.ttft.p99, known(simulated.ttft.p99))).toBeLessThan(p99);
    expect(error(answer.tbt.mean, known(simulated.tbt.mean))).toBeLessThan(0.08);
    expect(error(answer.e2e.mean, known(simulated.e2e.mean))).toBeLessThan(0.08);
  });

  test(`at load ${load} prompts wait between chunks where they are passed`, () => {
    const measured = known(simulated.queues.chunkWait.mean);
    if (measured.value < 1e-4) expect(answer.queues.chunkWait.mean).toBe(0);
    else expect(error(answer.queues.chunkWait.mean, measured)).toBeLessThan(0.4);
  });
});

test.each([
  [256, 40],
  [900, 40],
  [400, 300],
])(
  'whole chunks of %d in %d slots: simulated saturation is the stability limit',
  (chunkSize, maxBatchSize) => {
    const wholes = { wholeChunks: true, maxBatchSize, tokenBudget: 2000, chunkSize };
    const scenario = serving({ time: ROOF, engine: wholes, traffic });
    const { maxArrivalRate } = openAnalysis(scenario);
    const { kind, throughput } = simulatedAt(scenario, 1.4 * maxArrivalRate, 20_000);
    expect(kind).toBe('overload');
    expect(Math.abs(throughput.requests.value / maxArrivalRate - 1)).toBeLessThan(0.04);
  },
);
