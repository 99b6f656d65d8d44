import { expect, test } from 'vitest';
import { predict } from '../../src/analysis/predict.ts';
import { withoutTimes } from '../../src/analysis/recorded.ts';
import { solve } from '../../src/index.ts';
import { exponential, randomStream } from '../../src/numerics/random.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { serving } from './scenarios.ts';

/** Times with gaps that are sums of `stages` exponential ones. */
function timesOf(rate: number, stages: number, count = 40_000): Float64Array {
  const random = randomStream(5, 'recorded');
  let now = 0;
  return Float64Array.from({ length: count }, () => {
    for (let i = 0; i < stages; i++) now += exponential(random, 1 / (stages * rate));
    return now;
  });
}

const replayed = (times: ArrayLike<number>, changes = {}): Scenario => {
  const base = serving(changes);
  return { ...base, traffic: { ...base.traffic, arrivals: { process: 'trace', times } } };
};

test('a trace of Poisson arrivals is answered as Poisson arrivals', () => {
  const { rate } = serving().traffic.arrivals as { rate: number };
  const answer = predict(replayed(timesOf(rate, 1)));
  const poisson = predict(serving());
  expect(answer.ttft.mean / poisson.ttft.mean).toBeCloseTo(1, 1);
  expect(answer.kinds).toEqual(poisson.kinds);
  expect(answer.warnings[0]).toContain(
    'the trace is answered as arrivals that are like it, poisson',
  );
});

test('one of regular arrivals as regular ones, and the fit keeps the rest of the scenario', () => {
  const asked = replayed(timesOf(6, 4));
  const { scenario } = withoutTimes(asked);
  const { arrivals, ...rest } = scenario.traffic;
  expect(arrivals.process).toBe('gamma');
  if (arrivals.process === 'gamma') {
    expect(arrivals.rate / 6).toBeCloseTo(1, 1);
    expect(arrivals.scv).toBeCloseTo(0.25, 1);
  }
  const { arrivals: _, ...others } = asked.traffic;
  expect(rest).toEqual(others);
  expect(predict(asked).ttft.mean).toBeLessThan(predict(serving({ rate: 6 })).ttft.mean);
});

test('other scenarios stay as they are', () => {
  const scenario = serving();
  expect(withoutTimes(scenario)).toEqual({ scenario, warnings: [] });
});

test('a rate that drifts is answered as a plan', () => {
  const steps = [timesOf(2, 1, 6000), timesOf(7, 1, 20_000), timesOf(3, 1, 9000)];
  let start = 0;
  const times = steps.flatMap((part) => {
    const moved = Array.from(part, (time) => start + time);
    start = moved.at(-1) ?? start;
    return moved;
  });
  const { scenario } = withoutTimes(replayed(times));
  expect(scenario.traffic.arrivals.process).toBe('schedule');
  expect(predict(replayed(times)).stable).toBe(true);
});

test('the solver fits once and says so', () => {
  const sla = { ttft: { p99: 1 } };
  const solution = solve({ ...replayed(timesOf(5, 1)), sla }, { fixed: true });
  if (solution.kind !== 'feasible') throw new Error('it can be kept');
  expect(solution.warnings.join()).toContain('the trace is answered as');
  expect(solution.replicasNeeded).toBe(1);
});

test('what cannot be fitted, or not answered under the policy, is told', () => {
  expect(() => predict(replayed([0, 0, 0]))).toThrow(
    'traffic.arrivals.times: given 3 requests at one moment, allowed at least two',
  );
  const bursts = timesOf(5, 1).map((time) => (time % 40 < 8 ? time : time - (time % 40) + 8));
  expect(() => predict(replayed(bursts, { engine: { policy: 'disaggregated' } }))).toThrow(
    'traffic.arrivals.process: given a trace whose arrivals are like',
  );
});
