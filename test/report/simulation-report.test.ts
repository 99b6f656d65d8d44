import { describe, expect, test } from 'vitest';
import { jsonReport } from '../../src/report/json.ts';
import { arrivalWords } from '../../src/report/parts/arrivals.ts';
import { halfWidths, spread } from '../../src/report/parts/format.ts';
import { entries, type Paint } from '../../src/report/parts/text.ts';
import { simulationReport } from '../../src/report/simulation-report.ts';
import { parseScenario } from '../../src/scenario/parse.ts';
import type { Arrivals, Scenario } from '../../src/scenario/scenario.ts';
import type { Estimate, MeasuredLatency, Simulation } from '../../src/scenario/simulation.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { CHAT, SHORT } from '../scenario/files.ts';
import { documentedKeys, keysOf } from './documented.ts';

const chat = await parseScenario(CHAT);
const found = simulate(chat, { requests: 4000 });
const lines = (text: string) => text.split('\n');
const fits = (text: string) => {
  for (const line of lines(text)) expect(line.length, line).toBeLessThanOrEqual(100);
};
const seen = (value: number, halfWidth = 0): Estimate => ({ value, halfWidth });
const all = (estimate: Estimate | null): MeasuredLatency => ({
  ...{ mean: estimate, p50: estimate, p90: estimate, p95: estimate, p99: estimate },
});

/** A steady answer in round numbers. */
const answer: Simulation = {
  ...found,
  kind: 'steady',
  backlogGrowth: seen(0, 0.01),
  requests: {
    ...{ arrived: 95_000, completed: 95_000, neverFit: 0, turnedAway: 0, gaveUp: 0 },
    ...{ preemptions: 0, warmUp: 5000 },
  },
  run: { replications: 4, seed: 7, iterations: 1_380_121, seconds: 11_774.4 },
  ttft: all(seen(0.028, 0.0021)),
  tbt: all(seen(0.0087, 0.00002)),
  tpot: all(seen(0.0088, 0.00003)),
  e2e: all(seen(1.75, 0.014)),
  warnings: [],
};
const reportOf = (changes: Partial<Simulation>, scenario: Scenario = chat) =>
  simulationReport(scenario, { ...answer, ...changes });

describe('the report of simulate', () => {
  const report = reportOf({});

  test('names what runs, the arrivals, and how much was measured', () => {
    expect(lines(report)[0]).toBe('llama-3.1-8b on h100-sxm');
    expect(report).toMatch(/^Run +steady$/m);
    expect(report).toMatch(/^Arrivals +poisson, 8 req\/s$/m);
    expect(report).toMatch(
      /^Requests +95,000 measured after a warm-up of 5,000, in 4 replications of seed 7$/m,
    );
    expect(report).toMatch(/^Simulated +11,774 s in 1,380,121 iterations$/m);
    expect(report).toMatch(/^Throughput +\d.* req\/s; .* prompt \+ .* output tokens\/s$/m);
    expect(report).toMatch(/^Promise +kept$/m);
  });

  test('has below each latency its half width, in the same unit, then the limits', () => {
    const from = lines(report).findIndex((line) => line.startsWith('Latency'));
    expect(lines(report)[from]).toBe('Latency; ± is half the width of the 95 % interval');
    const [, ...cells] = lines(report)
      .slice(from + 1, from + 5)
      .map((line) => line.trim().split(/ {2,}/));
    expect(cells).toStrictEqual([
      ['TTFT', ...Array(5).fill('28.0 ms')],
      Array(5).fill('± 2.1 ms'),
      ['≤ 300 ms ✓', '≤ 2 s ✓'],
    ]);
  });

  test('has no word on what did not happen, and a row for what did', () => {
    expect(report).not.toMatch(/Not served|Preemptions/);
    const requests = { ...answer.requests, gaveUp: 19_000, turnedAway: 3, preemptions: 1234 };
    const text = reportOf({ requests });
    expect(text).toMatch(
      /^Not served +3 turned away by a full queue \(0 %\), 19,000 gave up waiting \(20 %\)$/m,
    );
    expect(text).toMatch(/^Preemptions +1,234$/m);
    expect(reportOf({ requests: { ...requests, neverFit: 9 } })).toContain('9 never fit into');
  });

  test('tells a limit inside the interval from one that is broken', () => {
    const unsure = reportOf({ ttft: all(seen(0.301, 0.002)) });
    expect(unsure).toContain('≤ 300 ms ?');
    expect(unsure).toMatch(/^Promise +not sure: TTFT p50$/m);
    const broken = reportOf({ ttft: all(seen(0.301, 0.002)), tbt: all(seen(0.06, 0.001)) });
    expect(broken).toContain('≤ 50 ms ✗');
    expect(broken).toMatch(/^Promise +broken: TBT p99; not sure: TTFT p50$/m);
    expect(reportOf({}, { ...chat, sla: {} })).not.toContain('Promise');
  });

  test('draws where the mean TTFT goes, and says how long tokens wait', () => {
    const queues = {
      prefillWait: { mean: seen(0.007), p99: seen(0.05) },
      chunkWait: { mean: seen(0), p99: seen(0) },
      generationWait: { mean: seen(0.0012), p99: seen(0.03) },
    };
    const text = reportOf({ queues });
    expect(text).toMatch(/^ {2}t_qp .* 7\.00 ms +25 % {2}█{12}▌$/m);
    expect(text).toMatch(/^ {2}t_inf .* 21\.0 ms +75 % /m);
    expect(text).toMatch(
      /^t_qg, wait between tokens: 1\.20 ms of a mean gap of 8\.70 ms; p99 30\.0 ms$/m,
    );
  });

  test('says overload in words, in the style of what is bad', () => {
    const styled: string[] = [];
    const paint: Paint = (style, text) => {
      if (style === 'bad') styled.push(text);
      return text;
    };
    const overload: Partial<Simulation> = {
      ...{ kind: 'overload', backlogGrowth: seen(1.71, 0.4) },
      ...{ ttft: all(seen(Infinity)), e2e: all(seen(Infinity)) },
    };
    const text = simulationReport(chat, { ...answer, ...overload }, paint);
    const words =
      'OVERLOAD: the backlog grows by 1.71 ± 0.40 requests/s; TTFT and E2E grow without end';
    expect(text).toContain(`Run         ${words}`);
    expect(styled).toContain(words);
    expect(text).toMatch(/^ {2}TTFT( +∞){5}$/m);
    expect(text).not.toContain('t_qp');
    fits(text);
  });

  test.each([
    ['unsettled', 'too short to reach a steady state'],
    ['finite', 'a plan with an end, from the first request to the last'],
  ] as const)('of a run that is %s says: %s', (kind, words) =>
    expect(reportOf({ kind })).toMatch(new RegExp(`^Run +${words}$`, 'm')),
  );

  test('of one run has no intervals, and does not speak of them', () => {
    const text = reportOf({
      run: { ...answer.run, replications: 1 },
      ...{ ttft: all(seen(0.028)), tbt: all(seen(0.0087)), tpot: all(null), e2e: all(seen(1.7)) },
    });
    expect(text).toMatch(/^Latency$/m);
    expect(text).toContain('in one run of seed 7');
    expect(text).toMatch(/^ {2}TPOT( +–){5}$/m);
  });

  test('of nothing has dashes', () => {
    const nothing = { mean: null, p99: null };
    const text = reportOf({
      ...{ ttft: all(null), tbt: all(null), tpot: all(null), e2e: all(null) },
      queues: { prefillWait: nothing, chunkWait: nothing, generationWait: nothing },
      iterationTime: nothing,
      batch: {
        mean: {
          ...{ prefillRequests: null, chunkTokens: null, decodes: null },
          ...{ contextTokens: null, iterationTime: null },
        },
      },
      memory: { kvCapacity: 0, kvUsed: seen(0) },
    });
    expect(text).toMatch(/^ {2}mean( +–){5}$/m);
    expect(text).toMatch(/^Promise +not sure: TTFT p50, TTFT p99, TBT p99, E2E p90$/m);
    expect(text).toContain('KV cache: 0 of 0 tokens in use');
    expect(text).not.toMatch(/NaN|undefined|null/);
  });

  test('of a model that does not fit has no tables of nothing', async () => {
    const large = await parseScenario(CHAT.replace('  kvCapacity: 100000\n', ''), {
      set: ['model=llama-3.1-405b'],
    });
    const text = simulationReport(large, simulate(large, { requests: 1000 }));
    expect(text).toMatch(/^Not served +\d+ never fit into the KV cache \(100 %\)$/m);
    expect(text).not.toMatch(/Latency|One iteration/);
    expect(text).toContain('! no request was completed');
  });

  test('ends with warnings, then notes', () =>
    expect(
      simulationReport(chat, { ...answer, warnings: ['look out'] }, undefined, ['written']),
    ).toMatch(/\n\n! look out\n\nwritten\n$/));

  test('fits 100 columns, and paint changes none', () => {
    fits(report);
    expect(simulationReport(chat, answer, (_, text) => text)).toBe(report);
  });
});

describe('the JSON of simulate', () => {
  test('has exactly the documented keys', () => {
    const keys = keysOf(JSON.parse(jsonReport(found)));
    expect(keys.sort()).toStrictEqual([...documentedKeys('simulate')].sort());
  });

  test('is null where there is no limit, or nothing was seen', async () => {
    const one = await parseScenario(SHORT, { set: ['traffic.outputTokens.value=1'] });
    const parsed = JSON.parse(jsonReport(simulate(one, { requests: 1000 })));
    expect(parsed).toMatchObject({ memory: { kvCapacity: null }, tpot: { p99: null } });
  });
});

test.each<[Arrivals, string]>([
  [{ process: 'gamma', rate: 12.5, scv: 4 }, 'gamma, 12.5 req/s, scv 4'],
  [
    {
      process: 'mmpp',
      states: [
        { rate: 4, meanDuration: 50 },
        { rate: 28, meanDuration: 10 },
      ],
    },
    'mmpp, 8 req/s on average: 4 req/s for 50 s and 28 req/s for 10 s',
  ],
  [
    {
      process: 'schedule',
      phases: [
        { duration: 60, rate: 8, endRate: 40 },
        { duration: 120, rate: 40 },
      ],
    },
    'schedule of 2 phases in 180 s, 8 req/s to 40 req/s',
  ],
  [
    { process: 'schedule', phases: [{ duration: 20, rate: 3 }], repeat: true },
    'schedule of 1 phase in 20.0 s, 3 req/s, again and again',
  ],
  [
    { process: 'trace', times: [0, 5, 20] },
    'trace of 3 requests in 20.0 s, 0.100 req/s on average',
  ],
  [{ process: 'trace', times: [0] }, 'trace of 1 request in 0 ms'],
  [
    { process: 'closed', clients: 64, meanThinkTime: 10 },
    'closed, 64 clients, 10 s of thought on average',
  ],
  [{ process: 'closed', clients: 1000 }, 'closed, 1,000 clients'],
])('%j are said as %s', (arrivals, words) => expect(arrivalWords(arrivals)).toBe(words));

test('half widths have two digits, in the unit of the times; none where nothing is random', () => {
  expect(halfWidths([seen(12, 0.0213), seen(0.5, 1e-9), null, seen(Infinity)])).toStrictEqual([
    '± 0.021 s',
    '',
    '',
    '',
  ]);
  expect(spread(seen(1200, 54.6))).toBe('± 55');
});

test('entries go on under what they say', () => {
  const [first, second] = entries([['name', 'word '.repeat(25).trim()]], (_, text) => text);
  expect(first).toMatch(/^name {2}word/);
  expect(second).toMatch(/^ {6}word/);
});
