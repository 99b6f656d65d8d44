import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeTraffic, jsonReport, trafficPlot, trafficReport } from '../../src/index.ts';
import { type Bundle, buildBundle } from './bundle.ts';

let bundle: Bundle;
beforeAll(() => {
  bundle = buildBundle();
}, 60_000);
const folder = mkdtempSync(join(tmpdir(), 'slaq-traffic-'));
afterAll(() => {
  bundle.remove();
  rmSync(folder, { recursive: true });
});

const rows = Array.from(
  { length: 3000 },
  (_, i) => `${i / 4 + (i % 7) / 10},${1 + ((i * 7919) % 4001)},${1 + ((i * 104_729) % 997)}\n`,
);
const TEXT = `time,promptTokens,outputTokens\n${rows.join('')}`;
const file = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

test('prints the report of the library, of files, zipped files and standard input', async () => {
  const report = trafficReport(await describeTraffic([TEXT]));
  const answers = [
    bundle.slaq(['traffic', file('plain.csv', TEXT)]),
    bundle.slaq(['traffic', file('zipped.csv.gz', gzipSync(TEXT))]),
    bundle.slaq(['traffic', '-'], TEXT),
  ];
  for (const { status, stdout, stderr } of answers)
    expect({ status, stdout, stderr }).toStrictEqual({ status: 0, stdout: report, stderr: '' });
});

test('prints JSON and draws a picture', async () => {
  const picture = join(folder, 'out.svg');
  const { status, stdout } = bundle.slaq(['traffic', '-', '--json', '--plot', picture], TEXT);
  const description = await describeTraffic([TEXT]);
  expect(status).toBe(0);
  expect(stdout).toBe(jsonReport(description));
  expect(readFileSync(picture, 'utf8')).toBe(trafficPlot(description));
});

test.each([
  [
    ['missing.csv'],
    'FILE: given "missing.csv", allowed a trace file that can be read (no such file)',
  ],
  [['-', '--plot', '/no/such/folder/out.svg'], '--plot: given "/no/such/folder/out.svg", allowed'],
])('%j is refused', (args, fault) => {
  const { status, stderr } = bundle.slaq(['traffic', ...args], TEXT);
  expect(status).toBe(2);
  expect(stderr).toContain(fault);
});

test('faults name the file and the line', () => {
  const path = file('bad.csv', `${TEXT}x,1,1\n`);
  const { status, stderr } = bundle.slaq(['traffic', path]);
  expect(status).toBe(2);
  expect(stderr).toContain(`${path}:3002 time: given "x"`);
});
