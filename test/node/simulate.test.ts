import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonReport, parseScenario, runReplication, simulate } from '../../src/index.ts';
import { sizesOf } from '../../src/node/commands/sizes.ts';
import { simulateWith } from '../../src/node/experiment/simulate.ts';
import { SHORT } from '../scenario/files.ts';
import { type Bundle, buildBundle } from './bundle.ts';

let bundle: Bundle;
beforeAll(() => {
  bundle = buildBundle();
}, 60_000);
const folder = mkdtempSync(join(tmpdir(), 'slaq-simulate-'));
afterAll(() => {
  bundle.remove();
  rmSync(folder, { recursive: true });
});
const simulated = (args: readonly string[], input: string | Uint8Array = SHORT) =>
  bundle.slaq(['simulate', ...args], input);

describe('the answer', () => {
  test('is a report with intervals, and nothing else is written', () => {
    const { status, stdout, stderr } = simulated(['-', '--requests', '2000']);
    expect({ status, stderr }).toStrictEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^Run +steady$/m);
    expect(stdout).toContain('95 % interval');
    expect(stdout).toMatch(/^ {2}TTFT( +\d[\d.]* ms){5}$/m);
  });

  // The second is large enough for worker threads.
  test.each([2000, 40_000])(
    'of %d requests is that of one thread, byte for byte',
    async (requests) => {
      const args = ['-', '--json', '--requests', `${requests}`, '--seed', '7'];
      const { status, stdout } = simulated(args);
      expect(status).toBe(0);
      expect(stdout).toBe(jsonReport(simulate(await parseScenario(SHORT), { requests, seed: 7 })));
    },
  );

  test('does not depend on which replication is done first', async () => {
    const scenario = await parseScenario(SHORT);
    const options = { requests: 40_000, precision: 0.05 };
    const latest: (() => void)[] = [];
    const seen: string[] = [];
    const backwards = {
      replicate: (spec: Parameters<typeof runReplication>[0]) =>
        new Promise<ReturnType<typeof runReplication>>((resolve) => {
          latest.push(() => resolve(runReplication(spec)));
          if (latest.length === 4) for (const finish of latest.splice(0).reverse()) finish();
        }),
    };
    const answer = await simulateWith(backwards, scenario, options, ({ done, all, round }) =>
      seen.push(`${done}/${all} of ${round}`),
    );
    expect(answer).toStrictEqual(simulate(scenario, options));
    expect(seen.slice(0, 5)).toStrictEqual(
      ['0/4', '1/4', '2/4', '3/4', '4/4'].map((x) => `${x} of 1`),
    );
  });

  test('is overload with exit code 0', () => {
    const args = ['-', '--requests', '2000', '--set', 'traffic.arrivals.rate=60 /s'];
    const { status, stdout } = simulated(args);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Run +OVERLOAD: the backlog grows by [\d.]+ ± [\d.]+ requests\/s/m);
    const { kind, ttft } = JSON.parse(simulated([...args, '--json']).stdout);
    expect({ kind, p99: ttft.p99.value }).toStrictEqual({ kind: 'overload', p99: null });
  });
});

describe('options', () => {
  test.each([
    [
      { requests: '1e6', seed: '100000' },
      { requests: 1_000_000, seed: 100_000 },
    ],
    [{ precision: '2%' }, { precision: 0.02 }],
    [{ precision: ' 2 % ' }, { precision: 0.02 }],
    [{ precision: '0.02' }, { precision: 0.02 }],
    [{ precision: '.5' }, { precision: 0.5 }],
    [
      { requests: '-5', seed: '0x10', precision: '2e%' },
      { requests: NaN, seed: NaN, precision: NaN },
    ],
  ])('%j are %j', (texts, sizes) => expect(sizesOf(texts)).toStrictEqual(sizes));

  test('that are wrong are told all at once', () => {
    const args = [
      '--requests',
      '12.5',
      '--seed',
      '-1',
      '--precision',
      '200 %',
      '--events',
      'a.txt',
    ];
    const { status, stdout, stderr } = simulated(['-', ...args]);
    expect({ status, stdout }).toStrictEqual({ status: 2, stdout: '' });
    expect(stderr.split('\n')).toStrictEqual([
      '--requests: given "12.5", allowed a whole number 100 to 50000000',
      '--seed: given "-1", allowed a whole number 0 to 4294967296',
      '--precision: given "200 %", allowed a share > 0 and < 1, such as 2% or 0.02',
      '--events: given "a.txt", allowed a file ending in .jsonl (JSON lines), .csv (tables) or .json (timeline for ui.perfetto.dev)',
      '',
    ]);
  });

  test('--precision ends when it is reached, or says that it was not', () => {
    const missed = simulated(['-', '--precision', '0.1 %', '--requests', '500', '--json']);
    expect(JSON.parse(missed.stdout).warnings.join()).toContain('precision was not reached');
  });

  test('--requests is told to have no effect on a trace', () => {
    const args = ['-', '--trace', trace('short.csv', ROWS), '--requests', '500', '--json'];
    expect(JSON.parse(simulated(args).stdout).warnings[0]).toBe(
      '--requests has no effect on latencies: the plan says how many requests there are',
    );
  });
});

const ROWS = `time,promptTokens,outputTokens
${Array.from({ length: 500 }, (_, index) => `${index / 10},${100 + index},${1 + (index % 90)}`).join('\n')}
`;
function trace(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('--trace', () => {
  test('replays a file in place of the traffic, plain or zipped', () => {
    const plain = simulated(['-', '--trace', trace('plain.csv', ROWS)]);
    expect(plain.status).toBe(0);
    expect(plain.stdout).toMatch(/^Run +a plan with an end, from the first request to the last$/m);
    expect(plain.stdout).toMatch(
      /^Arrivals +trace of 500 requests in 49\.9 s, 10 req\/s on average$/m,
    );
    expect(plain.stdout).toMatch(/^Requests +500 measured, in one run of seed 1$/m);
    expect(plain.stdout).not.toContain('±');
    const zipped = simulated(['-', '--trace', trace('zipped.csv.gz', gzipSync(ROWS))]);
    expect(zipped.stdout).toBe(plain.stdout);
  });

  test('of standard input says what it mended', () => {
    const path = trace('scenario.yaml', SHORT);
    const { stdout } = simulated([path, '--trace', '-'], `${ROWS}50,10,0\n`);
    expect(stdout).toMatch(
      /^! trace: 1 row with 0 output tokens \(line 502\): left out as failed$/m,
    );
    const { warnings } = JSON.parse(
      simulated([path, '--trace', '-', '--json'], `${ROWS}50,10,0\n`).stdout,
    );
    expect(warnings[0]).toBe('trace: 1 row with 0 output tokens (line 502): left out as failed');
  });

  test('names the file and line of a fault', () => {
    const { status, stderr } = simulated(['-', '--trace', trace('bad.csv', `${ROWS}x,1,1\n`)]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/bad\.csv:502 time: given "x", allowed seconds/);
  });
});
