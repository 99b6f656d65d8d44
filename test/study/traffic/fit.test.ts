import { describe, expect, test } from 'vitest';
import { randomStream } from '../../../src/numerics/random.ts';
import { rise } from '../../../src/scenario/arrival-fit/fit-mmpp.ts';
import type { Arrivals, MmppArrivals } from '../../../src/scenario/scenario.ts';
import type { ArrivalDescription } from '../../../src/scenario/traffic-description.ts';
import { arrivalTimes, type OpenArrivals } from '../../../src/simulation/traffic/arrivals.ts';
import { lengthDraw } from '../../../src/simulation/traffic/lengths.ts';
import { describeTally } from '../../../src/study/traffic/describe-traffic.ts';
import { TrafficTally } from '../../../src/study/traffic/traffic-tally.ts';

function timesOf(arrivals: OpenArrivals, count: number): number[] {
  const next = arrivalTimes(arrivals, randomStream(11, 'fit'));
  return Array.from({ length: count }, next);
}

function describedTimes(times: readonly number[]): ArrivalDescription {
  const tally = new TrafficTally();
  for (const time of times) tally.add(time, 100, 20);
  const { arrivals } = describeTally(tally);
  if (arrivals === undefined) throw new Error('no arrivals');
  return arrivals;
}

const seen = (arrivals: OpenArrivals, count = 200_000) => describedTimes(timesOf(arrivals, count));
/** Relative error of a figure. */
const off = (found: number, right: number) => Math.abs(found / right - 1);

describe('processes of independent gaps are found again', () => {
  test('Poisson, with a dispersion of 1 at all scales', () => {
    const { fit, gaps, dispersion } = seen({ process: 'poisson', rate: 5 });
    expect(fit.arrivals).toEqual({ process: 'poisson', rate: expect.closeTo(5, 1) });
    expect(gaps?.scv).toBeCloseTo(1, 1.7);
    for (const { index, windows } of dispersion)
      expect(Math.abs(index - 1)).toBeLessThan(4 * Math.sqrt(2 / windows));
  });

  test.each([0.25, 3, 8])('gamma gaps with a squared cv of %d', (scv) => {
    const { fit } = seen({ process: 'gamma', rate: 5, scv });
    expect(fit.arrivals).toMatchObject({ process: 'gamma' });
    expect(off((fit.arrivals as { scv: number }).scv, scv)).toBeLessThan(0.05);
  });
});

const LEVELS = [
  ['short bursts', 30, 20, 4, 60],
  ['long phases', 20, 200, 2, 300],
  ['rare bursts from silence', 40, 10, 0, 50],
  ['rare lulls', 12, 60, 2, 12],
] as const;
describe.each(LEVELS)('MMPP(2): %s', (_, high, up, low, down) => {
  const process: MmppArrivals = {
    process: 'mmpp',
    states: [
      { rate: high, meanDuration: up },
      { rate: low, meanDuration: down },
    ],
  };
  const { fit, dispersion } = seen(process, 400_000);

  test('its states are found again', () => {
    expect(fit.arrivals.process).toBe('mmpp');
    const [first, second] = (fit.arrivals as MmppArrivals).states;
    expect(off(first.rate, high)).toBeLessThan(0.12);
    expect(Math.abs(second.rate - low) / high).toBeLessThan(0.08);
    expect(off(first.meanDuration, up)).toBeLessThan(0.35);
    expect(off(second.meanDuration, down)).toBeLessThan(0.35);
    expect(fit.error).toBeLessThan(0.12);
  });

  test('its index of dispersion is the textbook formula, within the noise of the windows', () => {
    const share = up / (up + down);
    const decay = 1 / up + 1 / down;
    const mean = high * share + low * (1 - share);
    const variance = share * (1 - share) * (high - low) ** 2;
    for (const { seconds, windows, index } of dispersion) {
      const right = 1 + ((2 * variance) / (mean * decay)) * rise(decay * seconds);
      const noise = Math.sqrt(2 / windows + (4 * (up + down)) / dispersionSpan(dispersion));
      expect(off(index, right), `${seconds} s`).toBeLessThan(4 * noise + 0.02);
    }
  });
});
const dispersionSpan = (dispersion: ArrivalDescription['dispersion']) =>
  Math.max(...dispersion.map(({ seconds, windows }) => seconds * windows));

test('a rate that follows the clock becomes a plan, and is told', () => {
  const day = {
    process: 'schedule',
    phases: [
      { duration: 20_000, rate: 1, endRate: 12 },
      { duration: 20_000, rate: 12, endRate: 1 },
    ],
  } as const;
  const tally = new TrafficTally();
  for (const time of timesOf(day, 250_000)) tally.add(time, 100, 20);
  const { traffic, notes } = describeTally(tally);
  expect(traffic.arrivals.process).toBe('schedule');
  const { phases } = traffic.arrivals as Extract<Arrivals, { process: 'schedule' }>;
  const requests = phases.reduce((sum, { duration, rate }) => sum + duration * rate, 0);
  expect(off(requests, 250_000)).toBeLessThan(0.03);
  expect(notes.some((note) => note.startsWith('the rate drifts'))).toBe(true);
});

test('times in whole seconds say nothing of gaps, but of windows', () => {
  const times = timesOf({ process: 'poisson', rate: 5 }, 100_000).map(Math.floor);
  const { gaps, fit } = describedTimes(times);
  expect(gaps).toBeUndefined();
  expect(fit.arrivals).toEqual({ process: 'poisson', rate: expect.closeTo(5, 1) });
});

describe('lengths', () => {
  const lengthsOf = (draw: () => number, count = 100_000) => {
    const tally = new TrafficTally();
    for (let i = 0; i < count; i++) tally.add(Number.NaN, draw(), 50);
    return describeTally(tally);
  };

  test.each([
    { distribution: 'lognormal', mean: 900, cv: 1.3, max: 16_000 },
    { distribution: 'gamma', mean: 300, cv: 0.7 },
    { distribution: 'uniform', min: 100, max: 900 },
    { distribution: 'fixed', value: 64 },
  ] as const)('of law $distribution are found again', (law) => {
    const { promptTokens, traffic } = lengthsOf(lengthDraw(law, randomStream(5, 'lengths')));
    expect(promptTokens.law.distance).toBeLessThan(0.01);
    expect(traffic.promptTokens).toMatchObject({ distribution: law.distribution });
    const found = traffic.promptTokens;
    const { mean, cv } = { mean: 1, cv: 1, ...law };
    const { mean: foundMean, cv: foundCv } = { mean: 1, cv: 1, ...found };
    expect(off(foundMean, mean)).toBeLessThan(0.02);
    expect(off(foundCv, cv)).toBeLessThan(0.05);
  });

  test('of two kinds become a few values with their mean, spread and p99', () => {
    const random = randomStream(6, 'kinds');
    const [short, long] = [120, 6000].map((mean) =>
      lengthDraw({ distribution: 'gamma', mean, cv: 0.5 }, random),
    ) as [() => number, () => number];
    const { promptTokens, traffic } = lengthsOf(() => (random() < 0.8 ? short() : long()));
    expect(traffic.promptTokens.distribution).toBe('empirical');
    expect(promptTokens.law.distance).toBeGreaterThan(0.1);
    const { distance, mean, secondMoment, p99 } = promptTokens.empirical;
    expect(distance).toBeLessThan(0.05);
    expect(Math.abs(mean)).toBeLessThan(1e-3);
    expect(Math.abs(secondMoment)).toBeLessThan(0.03);
    expect(Math.abs(p99)).toBeLessThan(0.05);
  });

  test.each([
    [1.5, 'second'],
    [2.6, 'third'],
  ])(
    'of a power law of index %d: its index, and that the %s moment does not exist',
    (index, which) => {
      const random = randomStream(7, 'tail');
      const { promptTokens, notes } = lengthsOf(() =>
        Math.min(10_000_000, Math.round(200 * (1 - random()) ** (-1 / index))),
      );
      expect(off(promptTokens.tail.index, index)).toBeLessThan(0.12);
      expect(notes.filter((note) => note.startsWith('prompt tokens')).join()).toContain(which);
    },
  );

  test('of a law with a light tail are told nothing of', () => {
    const draw = lengthDraw(
      { distribution: 'gamma', mean: 300, cv: 0.5 },
      randomStream(8, 'light'),
    );
    expect(lengthsOf(draw).notes).toEqual([]);
  });

  test('that depend on each other: correlation, and the context of decodes', () => {
    const tally = new TrafficTally();
    for (const [prompt, output] of [
      [100, 11],
      [300, 41],
    ] as const)
      tally.add(Number.NaN, prompt, output);
    const { dependence } = describeTally(tally);
    expect(dependence.correlation).toBeCloseTo(1, 9);
    const ages = 10 * 5.5 + 40 * 20.5;
    const ratio = (100 * 10 + 300 * 40 + ages) / (200 * 50 + ages);
    expect(dependence.contextRatio).toBeCloseTo(ratio, 9);
  });
});
