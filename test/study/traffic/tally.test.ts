import { describe, expect, test } from 'vitest';
import { expectation } from '../../../src/numerics/discrete-law.ts';
import { exponential, randomStream } from '../../../src/numerics/random.ts';
import { CountTally } from '../../../src/scenario/arrival-fit/count-tally.ts';
import { describeTally } from '../../../src/study/traffic/describe-traffic.ts';
import { LengthTally } from '../../../src/study/traffic/length-tally.ts';
import { TrafficTally } from '../../../src/study/traffic/traffic-tally.ts';

type Row = readonly [time: number, prompt: number, output: number];

function rowsOf(count: number, seed = 4): Row[] {
  const random = randomStream(seed, 'rows');
  let time = 1000;
  return Array.from({ length: count }, (): Row => {
    time += exponential(random, 0.2);
    const prompt = Math.ceil(exponential(random, 3000));
    return [time, prompt, Math.ceil(exponential(random, prompt / 4))];
  });
}

function tallied(rows: readonly Row[]): TrafficTally {
  const tally = new TrafficTally();
  for (const row of rows) tally.add(...row);
  return tally;
}

test.each([0, 1, 2, 700, 1999, 2000])('the first %d rows and the rest add up to all', (at) => {
  const rows = rowsOf(2000);
  const first = tallied(rows.slice(0, at));
  first.merge(tallied(rows.slice(at)));
  const [merged, whole] = [describeTally(first), describeTally(tallied(rows))].map((each) =>
    JSON.parse(JSON.stringify(each, (_, x) => (typeof x === 'number' ? Number(x.toFixed(6)) : x))),
  );
  expect(merged).toEqual(whole);
});

describe('lengths', () => {
  test('are counted one by one below 4096 and within 0.05 % above', () => {
    const tally = new LengthTally();
    const lengths = [1, 1, 4095, 4096, 5001, 123_457, 9_999_999];
    for (const length of lengths) tally.add(length);
    const { values, weights } = tally.law();
    expect(values).toHaveLength(6);
    expect(weights[0]).toBeCloseTo(2 / 7, 12);
    [1, 4095, 4096, 5001, 123_457, 9_999_999].forEach((length, i) => {
      expect(Math.abs((values[i] as number) / length - 1)).toBeLessThanOrEqual(
        length < 4096 ? 0 : 2.5e-4,
      );
    });
    expect([tally.min, tally.max, tally.sum]).toEqual([1, 9_999_999, 10_136_650]);
  });

  test('have the moments of their law', () => {
    const { outputs } = tallied(rowsOf(5000));
    expect(expectation(outputs.law(), (x) => x * x) / (outputs.square / 5000)).toBeCloseTo(1, 3);
  });
});

describe('counts in windows', () => {
  const counted = (times: readonly number[]) => {
    const tally = new CountTally();
    for (const time of times) tally.add(time);
    return tally;
  };

  test('do not depend on the order of the rows, nor on where time begins', () => {
    const times = rowsOf(3000).map(([time]) => Math.round(time * 16) / 16);
    const sorted = counted(times).counts();
    expect(counted([...times].reverse()).counts()).toEqual(sorted);
    expect(counted(times.map((time) => time - 5000)).counts()).toEqual(sorted);
  });

  test.each([
    [3600, 1 / 16],
    [7 * 86_400, 0.5],
    [120 * 86_400, 1],
    [3 * 365 * 86_400, 8],
  ])('of a trace of %d s are %d s wide, and none is lost', (span, width) => {
    const times = Array.from({ length: 5000 }, (_, i) => (i * span) / 4999);
    const tally = counted(times);
    const counts = tally.counts();
    expect(tally.width).toBe(width);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(5000);
    expect((counts.length * width) / span).toBeCloseTo(1, 3);
  });
});

test('a row earlier than one before it has no gap, and is told', () => {
  const tally = tallied([
    [0, 1, 1],
    [2.5, 1, 1],
    [1, 1, 1],
    [4, 1, 1],
  ]);
  expect(tally.gaps).toMatchObject({ early: 1, count: 2 });
  expect(tally.gaps.scv).toBeCloseTo((2.5 ** 2 + 1.5 ** 2) / 2 / 2 ** 2 - 1, 12);
  expect(describeTally(tally).notes).toContain(
    '1 row earlier than one before them: counted in their place, but without a gap',
  );
});
