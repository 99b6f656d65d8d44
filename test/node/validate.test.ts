import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonReport, parseScenario, validate } from '../../src/index.ts';
import { SHORT } from '../scenario/files.ts';
import { type Bundle, buildBundle } from './bundle.ts';

let bundle: Bundle;
beforeAll(() => {
  bundle = buildBundle();
}, 60_000);
afterAll(() => bundle.remove());
const validated = (args: readonly string[], input = SHORT) =>
  bundle.slaq(['validate', ...args], input);

test('exit code 0 and a report when the formulas keep their bands', () => {
  const { status, stdout, stderr } = validated(['-', '--requests', '40000']);
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^Verdict +(agrees|within band)$/m);
  expect(status).toBe(0);
});

test('exit code 1 when a figure leaves its band, and the report says which', () => {
  // One token an answer: outside of what the formulas were made for, as the warning says.
  const args = ['-', '--requests', '100000', '--set', 'traffic.arrivals.rate=30 /s'];
  const { status, stdout } = validated([
    ...args,
    ...['--set', 'traffic.outputTokens={ distribution: fixed, value: 1 }'],
  ]);
  expect(stdout).toMatch(/^Verdict +disagrees$/m);
  expect(stdout).toMatch(/^ {2}(TTFT|E2E|t_qp) .* disagrees$/m);
  expect(status).toBe(1);
});

test('JSON is the answer of the library, byte for byte; several files give a list', async () => {
  const file = join(bundle.folder, 'short.yaml');
  writeFileSync(file, SHORT);
  const sizes = ['--requests', '4000', '--seed', '5', '--json'];
  const answer = validate(await parseScenario(SHORT), { requests: 4000, seed: 5 });
  expect(validated([file, ...sizes]).stdout).toBe(jsonReport(answer));
  expect(validated([file, '-', ...sizes]).stdout).toBe(jsonReport([answer, answer]));
});

describe('wrong input: exit code 2, every fault, nothing simulated', () => {
  test('a policy without formulas', () => {
    const { status, stdout, stderr } = validated(['-', '--set', 'engine.policy=static']);
    expect({ status, stdout }).toStrictEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('engine.policy: given "static", allowed chunked-prefill');
  });

  test('options', () => {
    const { status, stderr } = validated(['-', '--requests', 'many', '--precision', '0']);
    expect(status).toBe(2);
    expect(stderr).toContain('--requests: given "many"');
    expect(stderr).toContain('--precision: given "0"');
  });

  test('a file that is not there', () => {
    const { status, stderr } = validated(['nowhere.yaml']);
    expect(status).toBe(2);
    expect(stderr).toContain('FILE: given "nowhere.yaml"');
  });
});
