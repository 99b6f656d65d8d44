import { expect, test } from 'vitest';
import type { Arrivals } from '../../src/scenario/scenario.ts';
import { anyName, told, withArrivals } from './told.ts';

const STATES = [
  { rate: 1, meanDuration: 60 },
  { rate: 20, meanDuration: 5 },
] as const;
const PHASE = { duration: 60, rate: 0, endRate: 5 };

test.each<Arrivals>([
  { process: 'gamma', rate: 3, scv: 0 },
  { process: 'weibull', rate: 3, scv: 1000 },
  { process: 'hyperexponential', rate: 3, scv: 1 },
  { process: 'mmpp', states: [{ rate: 0, meanDuration: 60 }, STATES[1]] },
  { process: 'schedule', phases: [PHASE], repeat: true },
  { process: 'trace', times: [0, 0, 3] },
  { process: 'closed', clients: 1, meanThinkTime: 0 },
])('arrivals %o are accepted', (arrivals) => expect(told(withArrivals(arrivals))).toEqual([]));

test.each<readonly [Arrivals, readonly string[]]>([
  [
    { process: anyName('gauss'), clients: 1 },
    [
      'traffic.arrivals.process: given "gauss", allowed poisson, gamma, weibull, hyperexponential, mmpp, schedule, closed, trace',
    ],
  ],
  [
    { process: 'gamma', rate: 0, scv: -1 },
    [
      'traffic.arrivals.rate: given 0, allowed a finite number > 0',
      'traffic.arrivals.scv: given -1, allowed a number ≥ 0 and ≤ 1000',
    ],
  ],
  [
    { process: 'weibull', rate: 1, scv: 0 },
    ['traffic.arrivals.scv: given 0, allowed a number > 0 and ≤ 1000'],
  ],
  [
    { process: 'hyperexponential', rate: 1, scv: 1001 },
    ['traffic.arrivals.scv: given 1001, allowed a number ≥ 1 and ≤ 1000'],
  ],
  [
    { process: 'mmpp', states: [STATES[0]] as never },
    ['traffic.arrivals.states: given a list of 1, allowed two states with rate, meanDuration'],
  ],
  [
    { process: 'mmpp', states: [{ rate: -1, meanDuration: 0 }, STATES[1]] },
    [
      'traffic.arrivals.states[0].rate: given -1, allowed a finite number ≥ 0',
      'traffic.arrivals.states[0].meanDuration: given 0, allowed a finite number > 0',
    ],
  ],
  [
    {
      process: 'mmpp',
      states: [
        { ...STATES[0], rate: 0 },
        { ...STATES[1], rate: 0 },
      ],
    },
    ['traffic.arrivals.states: given a list of 2, allowed a rate > 0 in at least one of them'],
  ],
  [
    { process: 'schedule', phases: [] },
    ['traffic.arrivals.phases: given a list of 0, allowed a rate > 0 in at least one of them'],
  ],
  [
    { process: 'schedule', phases: [PHASE, { duration: 0, rate: Infinity, endRate: -1 }] },
    [
      'traffic.arrivals.phases[1].duration: given 0, allowed a finite number > 0',
      'traffic.arrivals.phases[1].rate: given Infinity, allowed a finite number ≥ 0',
      'traffic.arrivals.phases[1].endRate: given -1, allowed a finite number ≥ 0',
    ],
  ],
  [
    { process: 'trace', times: [] },
    ['traffic.arrivals.times: given 0, allowed at least one arrival'],
  ],
  [
    { process: 'trace', times: Float64Array.of(0, 5, 4, 3) },
    ['traffic.arrivals.times[2]: given 4, allowed a finite time ≥ 0, not before the one before it'],
  ],
  [
    { process: 'trace', times: [Number.NaN, Infinity] },
    [
      'traffic.arrivals.times[0]: given NaN, allowed a finite time ≥ 0, not before the one before it',
    ],
  ],
  [
    { process: 'closed', clients: 0.5, meanThinkTime: -1 },
    [
      'traffic.arrivals.clients: given 0.5, allowed a whole number ≥ 1',
      'traffic.arrivals.meanThinkTime: given -1, allowed a finite number ≥ 0',
    ],
  ],
])('arrivals %o are told everything that is wrong', (arrivals, expected) =>
  expect(told(withArrivals(arrivals))).toEqual(expected),
);
