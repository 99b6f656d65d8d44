import { describe, expect, test } from 'vitest';
import { parseScenario, predict, solve, withTrace } from '../../src/index.ts';
import { checkScenario } from '../../src/scenario/check-scenario.ts';
import { faults } from './faults.ts';
import { SHORT } from './files.ts';

const CSV = 'time,promptTokens,outputTokens\n10,800,20\n10.5,300,20\n12,800,90\n';
const OF_TRACE = {
  promptTokens: { distribution: 'empirical', values: [300, 800], weights: [1, 2] },
  outputTokens: { distribution: 'empirical', values: [20, 90], weights: [2, 1] },
  lengthPairs: {
    promptTokens: Int32Array.of(800, 300, 800),
    outputTokens: Int32Array.of(20, 20, 90),
  },
};
const TIMES = Float64Array.of(0, 0.5, 2);

const reading = (text: string) => ({
  readFile: (path: string) =>
    path === 'log.csv' ? Promise.resolve(text) : Promise.reject(new Error('no such file')),
});
const [HEAD = ''] = SHORT.split('traffic:');
const traced = (traffic: string) => `${HEAD}traffic: ${traffic}\n`;

describe('a trace named in a scenario', () => {
  test('is replayed, row by row', async () => {
    const text = traced('{ trace: log.csv, cachedPrefix: { tokens: 100 }, patience: 30 s }');
    const scenario = await parseScenario(text, reading(CSV));
    expect(scenario.traffic).toStrictEqual({
      arrivals: { process: 'trace', times: TIMES },
      ...OF_TRACE,
      cachedPrefix: { tokens: 100 },
      patience: 30,
    });
    expect(() => checkScenario(scenario)).not.toThrow();
  });

  test('beside arrivals gives the lengths alone, in pairs', async () => {
    const text = traced('{ trace: log.csv, arrivals: { rate: 8 /s } }');
    expect((await parseScenario(text, reading(CSV))).traffic).toStrictEqual({
      arrivals: { process: 'poisson', rate: 8 },
      ...OF_TRACE,
    });
  });

  test('may be put in by an edit, which then needs no lengths', async () => {
    const set = ['traffic={ trace: log.csv }'];
    const { traffic } = await parseScenario(SHORT, { ...reading(CSV), set });
    expect(traffic.arrivals).toStrictEqual({ process: 'trace', times: TIMES });
  });

  const LAW =
    'a map with distribution: fixed, uniform, lognormal, gamma, exponential, geometric, empirical';
  test.each([
    [
      '{ trace: log.csv, promptTokens: { distribution: fixed, value: 5 }, outputTokens: { distribution: fixed, value: 0 } }',
      [
        '2:42 traffic.promptTokens: given a map, allowed no such field beside trace, whose requests have their lengths',
        '2:91 traffic.outputTokens: given a map, allowed no such field beside trace, whose requests have their lengths',
        '2:121 traffic.outputTokens.value: given 0, allowed a whole number 1 to 10000000',
      ],
    ],
    [
      '{ traces: log.csv, patience: 30 }',
      [
        '2:10 traffic.arrivals: given nothing, allowed a map with process: poisson, gamma, weibull, hyperexponential, mmpp, schedule, closed; or trace, a file of recorded requests',
        `2:10 traffic.promptTokens: given nothing, allowed ${LAW}; or trace, a file of recorded requests`,
        `2:10 traffic.outputTokens: given nothing, allowed ${LAW}; or trace, a file of recorded requests`,
        '2:12 traffic.traces: given an unknown field, allowed arrivals, promptTokens, outputTokens, trace, cachedPrefix, classes, patience; did you mean trace',
        '2:39 traffic.patience: given 30, allowed a time > 0 and ≤ 1 day, such as "30 s"',
      ],
    ],
    [
      '{ trace: lost.csv }',
      [
        '2:19 traffic.trace: given "lost.csv", allowed the path of a readable CSV or JSONL file (no such file)',
      ],
    ],
    ['{ trace: 5 }', ['2:19 traffic.trace: given 5, allowed text of 1 to 100 characters']],
  ])('%s is told everything that is wrong', async (traffic, expected) =>
    expect(await faults(traced(traffic), reading(CSV))).toStrictEqual(
      expected.map((line) => `chat.yaml:${line}`),
    ),
  );

  test('is told every fault of its file, with the line there', async () => {
    const wrong = CSV.replace('10.5,300', '10.5,-3').replace('12,800,90', 'noon,800,x');
    const found = await faults(traced('{ trace: log.csv }'), reading(wrong));
    expect(found).toHaveLength(3);
    for (const line of found) expect(line).toMatch(/^chat\.yaml:2:19 traffic\.trace: given /);
    expect(found[0]).toContain('given -3, allowed a whole number ');
    expect(found[0]).toContain('(promptTokens, line 3 of the file)');
    expect(found[1]).toContain('given "noon"');
    expect(found[2]).toContain('(outputTokens, line 4 of the file)');
  });

  test('is told the name of a column that may have been meant', async () => {
    const wrong = CSV.replace('promptTokens', 'promptToken');
    const found = await faults(traced('{ trace: log.csv }'), reading(wrong));
    expect(found).toStrictEqual([
      'chat.yaml:2:19 traffic.trace: given "promptToken", allowed the columns time, promptTokens, outputTokens (header, line 1 of the file); did you mean promptTokens',
    ]);
  });
});

describe('withTrace', () => {
  const trace = { ...OF_TRACE.lengthPairs, times: TIMES, repairs: [] };

  test('replaces what the scenario says of requests, and nothing else', async () => {
    const more = '  patience: 30 s\nengine: { policy: static, queueLimit: 3 }\n';
    const scenario = await parseScenario(SHORT.concat(more));
    const before = structuredClone(scenario);
    expect(withTrace(scenario, trace)).toStrictEqual({
      ...before,
      traffic: { arrivals: { process: 'trace', times: TIMES }, ...OF_TRACE, patience: 30 },
    });
    expect(scenario).toStrictEqual(before);
  });

  test('refuses columns of different lengths', async () => {
    const scenario = await parseScenario(SHORT);
    const uneven = { ...trace, promptTokens: Int32Array.of(1, 2), outputTokens: Int32Array.of(1) };
    expect(() => withTrace(scenario, uneven)).toThrow(
      'trace.promptTokens: given 2, allowed as many rows as times, 3\n' +
        'trace.outputTokens: given 1, allowed as many rows as times, 3',
    );
  });

  test('makes a scenario that the formulas answer by what its arrivals are like', async () => {
    const scenario = withTrace(await parseScenario(SHORT), trace);
    for (const ask of [predict, solve]) {
      const { warnings } = ask(scenario);
      expect(warnings[0]).toMatch(/^the trace is answered as arrivals that are like it, /);
    }
  });
});
