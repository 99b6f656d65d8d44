import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type IterationRecord,
  parseScenario,
  type RequestRecord,
  recordRun,
} from '../../src/index.ts';
import { SHORT } from '../scenario/files.ts';
import { type Bundle, buildBundle } from './bundle.ts';

/** With a queue that turns requests away, so that every outcome is told. */
const FULL = `${SHORT}engine: { maxBatchSize: 16, queueLimit: 4 }\n`;
const REQUESTS = 300;

let bundle: Bundle;
beforeAll(() => {
  bundle = buildBundle();
}, 60_000);
const folder = mkdtempSync(join(tmpdir(), 'slaq-events-'));
afterAll(() => {
  bundle.remove();
  rmSync(folder, { recursive: true });
});

const rate = ['--set', 'traffic.arrivals.rate=40 /s'];
function written(name: string): { readonly path: string; readonly stdout: string } {
  const path = join(folder, name);
  const args = ['simulate', '-', ...rate, '--requests', `${REQUESTS}`, '--events', path];
  const { status, stdout, stderr } = bundle.slaq(args, FULL);
  expect({ status, stderr }).toStrictEqual({ status: 0, stderr: '' });
  return { path, stdout };
}

const iterations: IterationRecord[] = [];
const run = recordRun(await parseScenario(FULL, { set: [rate[1] ?? ''] }), {
  requests: REQUESTS,
  onIteration: (iteration) => iterations.push(iteration),
});
const requests: readonly RequestRecord[] = [...run.requests];
const near = (value: unknown) => (typeof value === 'number' ? expect.closeTo(value, 8) : value);
const nearAll = (record: object) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, near(value)]));

test('the run has requests that were completed and that were lost', () =>
  expect(new Set(requests.map(({ outcome }) => outcome))).toStrictEqual(
    new Set(['completed', 'turnedAway']),
  ));

test('JSON lines are the iterations, then the requests with the time of each token', () => {
  const { path, stdout } = written('run.jsonl');
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    `Events of one run of 300 requests written to ${path}`,
  );
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    ...iterations.map((iteration) => ({ type: 'iteration', ...nearAll(iteration) })),
    ...requests.map((request) => ({
      type: 'request',
      ...nearAll(request),
      tokenTimes: run.tokenTimes(request.request).map(near),
    })),
  ]);
});

test('CSV is a table of requests, which --trace reads, and one of iterations', () => {
  const { path } = written('run.csv');
  const table = (file: string) =>
    readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
  const [head = [], ...rows] = table(path);
  expect(head).toStrictEqual(
    Object.keys(requests[0] ?? {})
      .sort()
      .map((key) => (key === 'arrival' ? 'arrivalTime' : key))
      .sort((a, b) => head.indexOf(a) - head.indexOf(b)),
  );
  expect(rows).toHaveLength(REQUESTS);
  const column = (name: string) => rows.map((row) => row[head.indexOf(name)]);
  expect(column('outcome')).toStrictEqual(requests.map(({ outcome }) => outcome));
  expect(column('ttft').map((cell) => (cell === '' ? null : Number(cell)))).toEqual(
    requests.map(({ ttft }) => near(ttft)),
  );
  const [iterationHead = [], ...iterationRows] = table(path.replace('.csv', '-iterations.csv'));
  expect(iterationRows.map((row) => row.map(Number))).toEqual(
    iterations.map((iteration) => iterationHead.map((key) => near(Reflect.get(iteration, key)))),
  );
  const replay = bundle.slaq(['simulate', '-', '--trace', path], SHORT);
  expect(replay.stdout).toMatch(/^Arrivals +trace of 300 requests/m);
});

interface TraceEvent {
  readonly ph: string;
  readonly name: string;
  readonly pid: number;
  readonly ts: number;
  readonly dur: number;
  readonly id: number;
  readonly args: Readonly<Record<string, number>>;
}

describe('the timeline', () => {
  let events: readonly TraceEvent[];
  const of = (...kinds: readonly string[]) => events.filter(({ ph }) => kinds.includes(ph));
  beforeAll(() => {
    events = JSON.parse(readFileSync(written('run.json').path, 'utf8')).traceEvents;
  });

  test('names every process', () => {
    const named = of('M').flatMap(({ name, pid }) => (name === 'process_name' ? [pid] : []));
    expect(new Set(events.map(({ pid }) => pid))).toStrictEqual(new Set(named));
  });

  test('has every iteration, none of which reaches into the next', () => {
    const slices = of('X');
    expect(slices.map(({ ts }) => ts)).toEqual(
      iterations.map(({ start }) => expect.closeTo(start * 1e6, 2)),
    );
    for (const [index, { ts, dur, name, args }] of slices.entries()) {
      expect(ts + dur).toBeLessThan(slices[index + 1]?.ts ?? Infinity);
      expect(dur).toBeCloseTo((iterations[index]?.duration ?? 0) * 1e6, 2);
      if ((args.decodeRequests ?? 0) > 0) expect(name).toContain(`decode ${args.decodeRequests}`);
      if ((args.prefillTokens ?? 0) > 0) expect(name).toContain(`prefill ${args.prefillTokens}`);
    }
    expect(of('C').map(({ args }) => args)).toStrictEqual(
      iterations.map(({ waiting, running }) => ({ waiting, running })),
    );
  });

  test('has the phases of each request inside it, in their order', () => {
    for (const { request, outcome, arrival, e2e } of requests) {
      const own = of('b', 'e', 'n').filter(({ id }) => id === request);
      const told = own.map(({ ph, name }) => `${ph} ${name}`);
      if (outcome !== 'completed') {
        expect(told).toStrictEqual([`n ${outcome}`]);
        continue;
      }
      const phases = ['queue', 'prefill', 'decode'].flatMap((name) => [`b ${name}`, `e ${name}`]);
      expect(told).toStrictEqual(['b request', ...phases, 'e request']);
      const times = own.map(({ ts }) => ts);
      expect(times).toStrictEqual(times.toSorted((a, b) => a - b));
      expect(times[0]).toBeCloseTo(arrival * 1e6, 2);
      expect(times.at(-1)).toBeCloseTo((arrival + (e2e ?? 0)) * 1e6, 2);
    }
  });
});

describe('a file that cannot be written', () => {
  test.each([
    ['no-such-folder/run.json', 'no such folder'],
    ['taken.json', 'it is a folder'],
  ])('%s', (name, reason) => {
    mkdirSync(join(folder, 'taken.json'), { recursive: true });
    const path = join(folder, name);
    const { status, stdout, stderr } = bundle.slaq(['simulate', '-', '--events', path], SHORT);
    expect({ status, stdout }).toStrictEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^--events: given .*, allowed .* \\(${reason}\\)\n$`));
    expect(existsSync(join(folder, 'no-such-folder'))).toBe(false);
  });

  test('leaves nothing half-written', () =>
    expect(readdirSync(folder).filter((file) => file.endsWith('.tmp'))).toStrictEqual([]));
});
