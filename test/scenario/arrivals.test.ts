import { describe, expect, test } from 'vitest';
import { checkScenario } from '../../src/scenario/check-scenario.ts';
import { parseScenario } from '../../src/scenario/parse.ts';
import { faults } from './faults.ts';
import { SHORT } from './files.ts';

const withArrivals = (arrivals: string) => SHORT.replace('{ rate: 8 /s }', arrivals);

test.each([
  ['{ rate: 480 /min }', { process: 'poisson', rate: 8 }],
  ['{ process: gamma, rate: 8 /s, scv: 0 }', { process: 'gamma', rate: 8, scv: 0 }],
  ['{ process: weibull, rate: 8 /s, scv: 1000 }', { process: 'weibull', rate: 8, scv: 1000 }],
  [
    '{ process: hyperexponential, rate: 8 /s, scv: 1 }',
    { process: 'hyperexponential', rate: 8, scv: 1 },
  ],
  [
    '{ process: mmpp, states: [{ rate: 0 /s, meanDuration: 1 min }, { rate: 30 /s, meanDuration: 500 ms }] }',
    {
      process: 'mmpp',
      states: [
        { rate: 0, meanDuration: 60 },
        { rate: 30, meanDuration: 0.5 },
      ],
    },
  ],
  [
    '{ process: schedule, phases: [{ duration: 1 h, rate: 2 /s }, { duration: 10 min, rate: 0 /s, endRate: 120 /min }] }',
    {
      process: 'schedule',
      phases: [
        { duration: 3600, rate: 2 },
        { duration: 600, rate: 0, endRate: 2 },
      ],
    },
  ],
  [
    '{ process: schedule, repeat: true, phases: [{ duration: 1 day, rate: 0 /s, endRate: 1 /s }] }',
    {
      process: 'schedule',
      repeat: true,
      phases: [{ duration: 86400, rate: 0, endRate: 1 }],
    },
  ],
  ['{ process: closed, clients: 40 }', { process: 'closed', clients: 40 }],
  [
    '{ process: closed, clients: 40, meanThinkTime: 10 s }',
    { process: 'closed', clients: 40, meanThinkTime: 10 },
  ],
])('arrivals: %s are in SI units', async (arrivals, expected) => {
  const scenario = await parseScenario(withArrivals(arrivals));
  expect(scenario.traffic.arrivals).toStrictEqual(expected);
  expect(() => checkScenario(scenario)).not.toThrow();
});

const NAMES = 'poisson, gamma, weibull, hyperexponential, mmpp, schedule, closed';
const RATE = 'a rate ≥ 0 and ≤ 1000000 /s, such as "8 /s"';
const PHASES = 'a list of 1 to 1000 maps with duration, rate, endRate';

describe('arrivals are told everything that is wrong', () => {
  test.each([
    ['8 /s', [`3:13 traffic.arrivals: given "8 /s", allowed a map with process: ${NAMES}`]],
    [
      '{ process: gama, rate: 8 /s }',
      [`3:24 traffic.arrivals.process: given "gama", allowed ${NAMES}; did you mean gamma`],
    ],
    [
      '{ process: trace }',
      [
        `3:24 traffic.arrivals.process: given "trace", allowed ${NAMES}; a recorded trace is named in traffic.trace`,
      ],
    ],
    [
      '{ rate: 8 /s, scv: 2 }',
      ['3:27 traffic.arrivals.scv: given an unknown field, allowed process, rate'],
    ],
    [
      '{ process: gamma, rat: 8 /s, scv: -1 }',
      [
        '3:13 traffic.arrivals.rate: given nothing, allowed a rate > 0 and ≤ 1000000 /s, such as "8 /s"',
        '3:31 traffic.arrivals.rat: given an unknown field, allowed process, rate, scv; did you mean rate',
        '3:47 traffic.arrivals.scv: given -1, allowed a number ≥ 0 and ≤ 1000',
      ],
    ],
    [
      '{ process: weibull, rate: 8 /s, scv: 0 }',
      ['3:50 traffic.arrivals.scv: given 0, allowed a number > 0 and ≤ 1000'],
    ],
    [
      '{ process: hyperexponential, rate: 8 /s, scv: 0.5 }',
      ['3:59 traffic.arrivals.scv: given 0.5, allowed a number ≥ 1 and ≤ 1000'],
    ],
    [
      '{ process: mmpp, states: [{ rate: 2, meanDuration: 0 s }, { rate: 2 /s, meanDurations: 1 s }] }',
      [
        `3:47 traffic.arrivals.states.0.rate: given 2, allowed ${RATE}`,
        '3:64 traffic.arrivals.states.0.meanDuration: given "0 s", allowed a time > 0 and ≤ 1 day, such as "20 s"',
        '3:71 traffic.arrivals.states.1.meanDuration: given nothing, allowed a time > 0 and ≤ 1 day, such as "20 s"',
        '3:85 traffic.arrivals.states.1.meanDurations: given an unknown field, allowed rate, meanDuration; did you mean meanDuration',
      ],
    ],
    [
      '{ process: mmpp, states: [{ rate: 2 /s, meanDuration: 1 s }] }',
      [
        '3:38 traffic.arrivals.states: given a list of 1, allowed a list of two maps with rate, meanDuration',
      ],
    ],
    [
      '{ process: mmpp, states: [{ rate: 0 /s, meanDuration: 1 s }, { rate: 0 /s, meanDuration: 1 s }] }',
      [
        '3:38 traffic.arrivals.states: given a list of 2, allowed a rate > 0 in at least one of them',
      ],
    ],
    [
      '{ process: schedule, phases: [], repeats: true }',
      [
        `3:42 traffic.arrivals.phases: given a list of 0, allowed ${PHASES}`,
        '3:46 traffic.arrivals.repeats: given an unknown field, allowed process, phases, repeat; did you mean repeat',
      ],
    ],
    [
      '{ process: schedule, phases: [{ duration: 1 s, rate: 0 /s }, { duration: 1 s, rate: 0 /s, endRate: 0 /s }] }',
      [
        '3:42 traffic.arrivals.phases: given a list of 2, allowed a rate > 0 in at least one of them',
      ],
    ],
    [
      '{ process: schedule, phases: [{ duration: 2 days, rate: -1 /s, endRate: 1 }] }',
      [
        '3:55 traffic.arrivals.phases.0.duration: given "2 days", allowed a time > 0 and ≤ 1 day, such as "10 min"',
        `3:69 traffic.arrivals.phases.0.rate: given "-1 /s", allowed ${RATE}`,
        `3:85 traffic.arrivals.phases.0.endRate: given 1, allowed ${RATE}`,
      ],
    ],
    [
      '{ process: closed, clients: 0, meanThinkTime: 10, rate: 8 /s }',
      [
        '3:41 traffic.arrivals.clients: given 0, allowed a whole number 1 to 1000000',
        '3:59 traffic.arrivals.meanThinkTime: given 10, allowed a time ≥ 0 and ≤ 1 day, such as "10 s"',
        '3:63 traffic.arrivals.rate: given an unknown field, allowed process, clients, meanThinkTime',
      ],
    ],
  ])('%s', async (arrivals, expected) =>
    expect(await faults(withArrivals(arrivals))).toStrictEqual(
      expected.map((line) => `chat.yaml:${line}`),
    ),
  );

  test('a rate that cannot be read does not count as none', async () => {
    const states = '[{ rate: 0 /s, meanDuration: 1 s }, { rate: x, meanDuration: 1 s }]';
    const [fault = '', ...more] = await faults(
      withArrivals(`{ process: mmpp, states: ${states} }`),
    );
    expect(fault).toContain('traffic.arrivals.states.1.rate: given "x"');
    expect(more).toStrictEqual([]);
  });
});

test('patience is a time', async () => {
  const withPatience = (patience: string) => SHORT.concat(`  patience: ${patience}\n`);
  expect((await parseScenario(withPatience('90 s'))).traffic.patience).toBe(90);
  for (const wrong of ['0 s', '90', '2 days'])
    expect(await faults(withPatience(wrong))).toStrictEqual([
      `chat.yaml:6:13 traffic.patience: given ${wrong === '90' ? 90 : `"${wrong}"`}, allowed a time > 0 and ≤ 1 day, such as "30 s"`,
    ]);
});
