/** Replicas of which requests join the least loaded: formulas against the simulator. */
import { expect, test } from 'vitest';
import { openAnalysis } from '../../src/analysis/open.ts';
import { serving } from '../analysis/scenarios.ts';
import { simulatedAt } from './cases.ts';

/** Relative error beyond the interval of the simulation. */
const BAND = {
  ttft: { mean: 0.06, p99: 0.12 },
  tbt: { mean: 0.03 },
  e2e: { mean: 0.03, p99: 0.05 },
};
const few = { engine: { maxBatchSize: 12, tokenBudget: 2048 } };

test.each([
  ['chat', 2, 0.5, serving()],
  ['chat', 8, 0.8, serving()],
  ['few slots', 2, 0.8, serving(few)],
  ['few slots', 4, 0.6, serving(few)],
  ['few slots', 8, 0.9, serving(few)],
] as const)('%s, %i replicas at load %f: in their band', (_, replicas, load, base) => {
  const scenario = { ...base, deployment: { replicas, router: 'least-loaded' } } as const;
  const { at, maxArrivalRate } = openAnalysis(scenario);
  const answer = at(load * maxArrivalRate);
  const simulated = simulatedAt(scenario, load * maxArrivalRate, 60_000);
  for (const [metric, bands] of Object.entries(BAND) as [keyof typeof BAND, object][])
    for (const [key, band] of Object.entries(bands) as ['mean' | 'p99', number][]) {
      const { value, halfWidth } = simulated[metric][key] ?? { value: 0, halfWidth: 0 };
      const error = Math.max(0, Math.abs(answer[metric][key] - value) - 2 * halfWidth) / value;
      expect(error, `${metric}.${key}: ${answer[metric][key]} for ${value}`).toBeLessThan(band);
    }
  // Split at random, requests would wait far longer: the band can tell the two apart.
  const random = openAnalysis({ ...base, deployment: { replicas, router: 'random' } });
  const { ttft } = random.at(load * maxArrivalRate);
  expect(ttft.mean / (simulated.ttft.mean?.value ?? 0)).toBeGreaterThan(1.09);
});
