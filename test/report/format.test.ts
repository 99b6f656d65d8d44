import { expect, test } from 'vitest';
import {
  countOf,
  digits,
  duration,
  durations,
  percent,
  rate,
  written,
  writtenDuration,
} from '../../src/report/parts/format.ts';

test.each([
  [0, '0 ms'],
  [26.9e-6, '26.9 µs'],
  [0.0001, '0.100 ms'],
  [0.02796, '28.0 ms'],
  [1.7463, '1,746 ms'],
  [9.9994, '9,999 ms'],
  [9.9996, '10.0 s'],
  [20, '20.0 s'],
  [86_400, '86,400 s'],
  [-0.0123, '−12.3 ms'],
  [Infinity, '∞'],
])('%d s is shown as %s', (seconds, text) => expect(duration(seconds)).toBe(text));

test('times of one row share the unit of the largest', () =>
  expect(durations([0.05, 4, 12.5, Infinity])).toStrictEqual([
    '0.0500 s',
    '4.00 s',
    '12.5 s',
    '∞',
  ]));

test.each([
  [0.3, '300 ms'],
  [2, '2 s'],
  [0.05, '50 ms'],
  [0.0125, '12.5 ms'],
  [0.00005, '50 µs'],
  [Infinity, '∞'],
])('a promise of %d s is shown as it was written: %s', (seconds, text) =>
  expect(writtenDuration(seconds)).toBe(text),
);

test.each([
  [0, '0'],
  [0.00123, '0.00123'],
  [8.635, '8.63'],
  [99.95, '100'],
  [15_723.8, '15,724'],
  [1_234_567, '1,234,567'],
  [-1234, '−1,234'],
  [Infinity, '∞'],
  [-Infinity, '−∞'],
])('%d has the digits %s', (value, text) => expect(digits(value)).toBe(text));

test.each([
  [0, '0.00'],
  [0.0719, '0.07'],
  [13.55, '13.6'],
  [892.05, '892'],
  [295_438.1, '295,438'],
  [Infinity, '∞'],
])('%d tokens are %s', (value, text) => expect(countOf(value)).toBe(text));

test.each([
  [0, '0 %'],
  [0.0385, '3.9 %'],
  [0.02, '2 %'],
  [0.07 + 1e-12, '7 %'],
  [0.2889, '29 %'],
  [14.45, '1,445 %'],
  [Infinity, '∞'],
])('a share of %d is %s', (share, text) => expect(percent(share)).toBe(text));

test.each([
  [3350, '3,350'],
  [1.0078, '1.008'],
  [209.5, '209.5'],
  [0.7, '0.7'],
])('%d is written %s', (value, text) => expect(written(value)).toBe(text));

test.each([
  [8, '8 req/s'],
  [27.68, '27.7 req/s'],
  [1500, '1,500 req/s'],
])('a rate of %d is %s', (value, text) => expect(rate(value)).toBe(text));
