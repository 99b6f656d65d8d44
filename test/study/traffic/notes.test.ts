import { expect, test } from 'vitest';
import { describeTally } from '../../../src/study/traffic/describe-traffic.ts';
import { TrafficTally } from '../../../src/study/traffic/traffic-tally.ts';

const ROWS = 20_000;
/** What is noted of prompts whose quantiles are known. */
function notesOn(quantile: (p: number) => number): readonly string[] {
  const tally = new TrafficTally();
  for (let row = 0; row < ROWS; row++) {
    const p = (((row * 7919) % ROWS) + 0.5) / ROWS;
    tally.add(row, Math.max(1, Math.round(quantile(p))), 100);
  }
  return describeTally(tally).notes.filter((note) => note.startsWith('prompt'));
}

test('a Pareto tail is told by the moment that does not exist', () => {
  const pareto = (shape: number) => (p: number) => 200 * (1 - p) ** (-1 / shape);
  expect(notesOn(pareto(1.5))).toEqual([expect.stringContaining('of the second moment')]);
  expect(notesOn(pareto(2.5))).toEqual([expect.stringContaining('of the third moment')]);
});

test('lengths that end at a bound have no tail, and the largest of them their part of the moments', () => {
  expect(notesOn((p) => 10 ** (1 + 4 * p))).toEqual([]);
  const tally = new TrafficTally();
  for (let row = 0; row < ROWS; row++) tally.add(row, row % 100 === 0 ? 2000 : 1000, 100);
  const { tail } = describeTally(tally).promptTokens;
  expect(tail.secondMoment).toBeCloseTo((0.001 * 4e6) / (0.01 * 4e6 + 0.99 * 1e6), 9);
  expect(tail.thirdMoment).toBeCloseTo((0.001 * 8e9) / (0.01 * 8e9 + 0.99 * 1e9), 9);
});
