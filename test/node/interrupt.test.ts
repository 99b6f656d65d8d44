import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SHORT } from '../scenario/files.ts';
import { type Bundle, buildBundle } from './bundle.ts';

let bundle: Bundle;
beforeAll(() => {
  bundle = buildBundle();
}, 60_000);
const folder = mkdtempSync(join(tmpdir(), 'slaq-interrupt-'));
afterAll(() => {
  bundle.remove();
  rmSync(folder, { recursive: true });
});

/** Minutes of work on any machine: a request at a time, of many iterations. */
const scenario = join(folder, 'slow.yaml');
writeFileSync(scenario, SHORT.replace('value: 100 ', 'value: 20000 '));
const SLOW = [
  ...['simulate', scenario, '--requests', '1e6'],
  ...['--set', 'engine.maxBatchSize=1', '--set', 'traffic.arrivals.rate=0.001 /s'],
];

/** Starts it, as on a terminal if wanted, and sends the signal when `isReady`. */
async function interrupted(
  args: readonly string[],
  signal: NodeJS.Signals,
  isReady: (errors: string) => boolean,
  asTerminal = false,
) {
  const preload = 'data:text/javascript,process.stderr.isTTY=true';
  const options = asTerminal ? ['--import', preload] : [];
  const child = spawn(process.execPath, [...options, bundle.entry, ...args]);
  let [output, errors] = ['', ''];
  child.stdout.on('data', (data) => {
    output += data;
  });
  child.stderr.on('data', (data) => {
    errors += data;
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  while (!isReady(errors) && child.exitCode === null) await setTimeout(20);
  await setTimeout(200);
  const sent = Date.now();
  child.kill(signal);
  return { code: await ended, output, errors, seconds: (Date.now() - sent) / 1000 };
}

test.each([
  ['SIGINT', 130, 'csv'],
  ['SIGTERM', 143, 'jsonl'],
] as const)(
  '%s ends with code %d at once, and leaves no file behind',
  async (signal, code, ending) => {
    const out = mkdtempSync(join(folder, 'out-'));
    const args = [...SLOW, '--events', join(out, `run.${ending}`)];
    const isWriting = () => readdirSync(out).length > 0;
    const { seconds, ...end } = await interrupted(args, signal, isWriting);
    expect(end).toStrictEqual({ code, output: '', errors: '' });
    expect(readdirSync(out)).toStrictEqual([]);
    expect(seconds).toBeLessThan(5);
  },
);

test('on a terminal the progress is shown after two seconds, and cleared', async () => {
  const isShown = (errors: string) => errors.includes('replications');
  const { code, output, errors } = await interrupted(SLOW, 'SIGINT', isShown, true);
  expect({ code, output }).toStrictEqual({ code: 130, output: '' });
  expect(errors).toMatch(/simulating ░+ 0 of 4 replications, round 1, \d s so far/);
  // The line is cleared, and the cursor is there again.
  expect(errors.lastIndexOf('\u001B[2K')).toBeGreaterThan(errors.lastIndexOf('simulating'));
  expect(errors.lastIndexOf('\u001B[?25h')).toBeGreaterThan(errors.lastIndexOf('\u001B[?25l'));
});
