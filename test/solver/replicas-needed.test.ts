import { expect, test } from 'vitest';
import { constraints } from '../../src/solver/constraint.ts';
import { replicasNeeded } from '../../src/solver/replicas-needed.ts';
import { forAll } from '../support/cases.ts';
import { syntheticPoint } from './points.ts';

const limits = constraints({ ttft: { p99: 1 } });

/** A fleet whose TTFT is within its limit from `enough` replicas on, and how often it was asked. */
function fleet(enough: number) {
  const asked: number[] = [];
  const open = (replicas: number) => {
    asked.push(replicas);
    return syntheticPoint(100 * replicas, { ttft: () => (replicas >= enough ? 0.5 : 2) });
  };
  return { open, asked };
}

test('is the smallest number that keeps the limits, and one less was tried', () =>
  forAll(
    (between) => ({
      enough: Math.round(between(1, 60_000)),
      guess: Math.round(between(1, 60_000)),
    }),
    ({ enough, guess }) => {
      const { open, asked } = fleet(enough);
      expect(replicasNeeded(open, limits, 1, guess)).toBe(enough);
      expect(asked).toContain(enough);
      if (enough > 1) expect(asked).toContain(enough - 1);
      expect(asked.length).toBeLessThan(40);
    },
  ));

test('a good guess costs two questions', () => {
  const { open, asked } = fleet(17);
  expect(replicasNeeded(open, limits, 1, 17)).toBe(17);
  expect(asked).toEqual([17, 16]);
});

test('replicas that cannot carry the rate do not keep the limits', () =>
  expect(replicasNeeded(fleet(1).open, limits, 950, 1)).toBe(10));

test('none where no number keeps them', () =>
  expect(replicasNeeded(fleet(Infinity).open, limits, 1, 3)).toBeUndefined());
