import { expect, test } from 'vitest';
import { randomStream } from '../../../src/numerics/random.ts';
import type { ScheduledArrivals, SchedulePhase } from '../../../src/scenario/scenario.ts';
import { scheduledRequests, scheduledTimes } from '../../../src/simulation/traffic/schedule.ts';

const STEP: SchedulePhase = { duration: 10, rate: 3 };
const RAMP: SchedulePhase = { duration: 20, rate: 1, endRate: 6 };
const FALL: SchedulePhase = { duration: 5, rate: 8, endRate: 0 };
const SILENCE: SchedulePhase = { duration: 7, rate: 0 };
const PLAN: ScheduledArrivals = { process: 'schedule', phases: [STEP, RAMP, SILENCE, FALL] };
const RUNS = 4000;

function timesOf(plan: ScheduledArrivals, seed: number, until = Infinity): readonly number[] {
  const next = scheduledTimes(plan, randomStream(seed, 'schedule'));
  const times: number[] = [];
  for (let time = next(); time < until; time = next()) times.push(time);
  return times;
}
const runs = Array.from({ length: RUNS }, (_, seed) => timesOf(PLAN, seed));

// The rate integrated: 30 in the step, 1·t + 0.125·t² in the ramp, 8·t − 0.8·t² in the fall.
test.each([
  ['the step', 0, 10, 30],
  ['the first half of the ramp', 10, 20, 10 + 12.5],
  ['the second half of the ramp', 20, 30, 70 - 22.5],
  ['the silence', 30, 37, 0],
  ['the beginning of the fall', 37, 38, 8 - 0.8],
  ['the end of the fall', 41, 42, 20 - 19.2],
])('counts in %s are Poisson', (_, from, to, expected) => {
  const counts = runs.map((times) => times.filter((time) => time >= from && time < to).length);
  const mean = counts.reduce((sum, count) => sum + count, 0) / RUNS;
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / RUNS;
  expect(Math.abs(mean - expected)).toBeLessThanOrEqual(3.3 * Math.sqrt(expected / RUNS));
  expect(Math.abs(variance - expected)).toBeLessThanOrEqual(0.1 * expected);
});

test('counts of two phases do not know of each other', () => {
  const counts = runs.map((times) => [
    times.filter((time) => time < 10).length - 30,
    times.filter((time) => time >= 10 && time < 30).length - 70,
  ]);
  const covariance = counts.reduce((sum, [a = 0, b = 0]) => sum + a * b, 0) / RUNS;
  expect(Math.abs(covariance)).toBeLessThan((3.3 * Math.sqrt(30 * 70)) / Math.sqrt(RUNS));
});

test('times are in order, within the plan, and not more than it can bring', () => {
  for (const times of runs) {
    expect(times.every((time, i) => time < 42 && time >= (times[i - 1] ?? 0))).toBe(true);
    expect(times.length).toBeLessThan(scheduledRequests(PLAN));
  }
});

test('each arrival is one draw: a plan twice as fast brings the same arrivals twice as early', () => {
  const phases = PLAN.phases.map(({ duration, rate, endRate = rate }) => ({
    duration: duration / 2,
    rate: 2 * rate,
    endRate: 2 * endRate,
  }));
  const slow = timesOf(PLAN, 1);
  timesOf({ process: 'schedule', phases }, 1).forEach((time, i) => {
    expect(2 * time).toBeCloseTo(slow[i] ?? 0, 9);
  });
});

test('a plan that repeats begins again', () => {
  const times = timesOf({ ...PLAN, repeat: true }, 8, 42 * 500);
  const steps = times.filter((time) => time % 42 < 10).length;
  const silent = times.filter((time) => time % 42 > 30 && time % 42 < 37).length;
  expect(Math.abs(steps - 30 * 500)).toBeLessThan(3.3 * Math.sqrt(30 * 500));
  expect(silent).toBe(0);
});
