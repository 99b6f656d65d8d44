import { describe, expect, test } from 'vitest';
import type { RequestCounts } from '../../../src/scenario/simulation.ts';
import { warningsOf } from '../../../src/simulation/answer/warnings.ts';

const counts: RequestCounts = {
  ...{ arrived: 90_000, completed: 90_000, neverFit: 0, turnedAway: 0, gaveUp: 0 },
  ...{ preemptions: 0, warmUp: 10_000 },
};
const known = { value: 0.1, halfWidth: 0.005 };
const warned = (changes: Partial<RequestCounts>, ttft = known) =>
  warningsOf('steady', { ...counts, ...changes }, ttft);

test('a steady run that is well known has no warnings', () => {
  expect(warned({})).toEqual([]);
});

test('a mean TTFT that is hardly known says so, as the p99 is then worse', () => {
  expect(warned({}, { value: 0.1, halfWidth: 0.034 })).toEqual([
    expect.stringContaining('known to ± 34 % only'),
  ]);
  expect(warningsOf('finite', counts, { value: 0.1, halfWidth: 0.034 })).toEqual([]);
});

test('runs without a steady state say what their figures are', () => {
  expect(warningsOf('unsettled', counts, known).join()).toContain('too short');
  expect(warningsOf('overload', counts, known).join()).toContain('grow without end');
});

describe('requests that were not served as they came', () => {
  test('never fitted', () => {
    expect(warned({ neverFit: 7 })).toEqual([expect.stringContaining('7 of 90000 requests')]);
  });

  test('were preempted, if more than one in a hundred', () => {
    expect(warned({ preemptions: 900 })).toEqual([]);
    expect(warned({ preemptions: 901 })).toEqual([expect.stringContaining('901 preemptions')]);
  });

  test('are too few for a p99, or none', () => {
    expect(warned({ completed: 999 })).toEqual([expect.stringContaining('only 999 requests')]);
    expect(warningsOf('steady', { ...counts, completed: 0 }, null)).toEqual([
      'no request was completed',
    ]);
  });
});
