import { expect, test } from 'vitest';
import { bandOf, errorBand, limitBand } from '../../src/analysis/accuracy.ts';
import { predict } from '../../src/analysis/predict.ts';
import type { Arrivals, Engine } from '../../src/scenario/scenario.ts';
import { serving } from './scenarios.ts';

const kindsOf = (engine: Partial<Engine>, arrivals?: Arrivals) => {
  const scenario = serving({ engine });
  const traffic = arrivals === undefined ? scenario.traffic : { ...scenario.traffic, arrivals };
  return predict({ ...scenario, traffic }).kinds;
};
const moods: Arrivals = {
  process: 'mmpp',
  states: [
    { rate: 4, meanDuration: 5 },
    { rate: 1, meanDuration: 20 },
  ],
};

test('an answer names its policy, its order of chunks, its arrivals and its full cache', () => {
  expect(kindsOf({})).toEqual(['chunked-prefill']);
  expect(kindsOf({ maxBatchSize: 8 })).toEqual(['weak']);
  for (const policy of ['prefill-first', 'decode-first', 'static', 'disaggregated'] as const)
    expect(kindsOf({ policy })).toEqual([policy]);
  expect(kindsOf({ chunkOrder: 'round-robin' })).toEqual(['round-robin']);
  expect(kindsOf({ chunkSize: 128, wholeChunks: true })).toEqual(['whole-chunks']);
  expect(kindsOf({}, { process: 'gamma', rate: 4, scv: 2 })).toEqual([
    'chunked-prefill',
    'renewal',
  ]);
  expect(kindsOf({}, moods)).toEqual(['chunked-prefill', 'mmpp']);
  expect(kindsOf({ policy: 'static' }, moods)).toEqual(['static', 'bursts']);
  const routed = (router: 'random' | 'round-robin' | 'least-loaded', replicas: number) =>
    predict({ ...serving(), deployment: { replicas, router } }).kinds;
  expect(routed('random', 3)).toEqual(['chunked-prefill']);
  expect(routed('least-loaded', 1)).toEqual(['chunked-prefill']);
  for (const router of ['round-robin', 'least-loaded'] as const)
    expect(routed(router, 3)).toEqual(['chunked-prefill', 'routed']);
  const speculation = { draftTokens: 2, acceptance: 0.5 };
  expect(kindsOf({ policy: 'static', speculation })).toEqual(['static', 'speculation']);
  const full = { kvCapacity: 20_000 };
  expect(kindsOf({ ...full })).toEqual(['chunked-prefill', 'kv-recompute']);
  expect(kindsOf({ ...full, preemption: 'reserve' })).toEqual(['chunked-prefill', 'kv-reserve']);
});

test('of several kinds the largest band counts', () => {
  const [one, other] = [
    bandOf('ttft.mean', 0.9, ['chunked-prefill']),
    bandOf('ttft.mean', 0.9, ['mmpp']),
  ];
  expect(other).toBeGreaterThan(one);
  expect(bandOf('ttft.mean', 0.9, ['chunked-prefill', 'mmpp'])).toBe(other);
  expect(errorBand(0.9, ['chunked-prefill', 'mmpp']).ttft.mean).toBe(other);
  expect(limitBand(['chunked-prefill', 'kv-reserve'])).toBe(limitBand(['kv-reserve']));
  expect(bandOf('queues.chunkWait.mean', 0.9, ['chunked-prefill'])).toBe(0);
});
