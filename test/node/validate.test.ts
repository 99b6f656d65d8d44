import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonReport, parseScenario, validate } from '../../src/index.ts';
import { SHORT } from '../scenario/files.ts';
import { type Bundle, buildBundle } from './bundle.ts';

/** One prompt in ten is long: p99 of TBT lies where the formula's law jumps (docs/accuracy.md). */
const BESIDE_A_STEP = `
iterationTime:
  base: 22 ms
  perPrefillToken: 80 us
  perAttentionPair: 2 ns
  perDecodeRequest: 60 us
  perContextToken: 60 ns
engine: { maxBatchSize: 32, tokenBudget: 8192 }
traffic:
  arrivals: { rate: 0.5 /s }
  promptTokens: { distribution: empirical, values: [64, 512, 6000], weights: [5, 4, 1] }
  outputTokens: { distribution: geometric, mean: 80, max: 4096 }
`;

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
  const { status, stdout } = validated(['-', '--requests', '20000'], BESIDE_A_STEP);
  expect(stdout).toMatch(/^Verdict +disagrees$/m);
  expect(stdout).toMatch(/^ {2}TBT p99 .* disagrees$/m);
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
  test('a setting without formulas', () => {
    const { status, stdout, stderr } = validated(['-', '--set', 'engine.queueLimit=5']);
    expect({ status, stdout }).toStrictEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('engine.queueLimit: given 5, allowed no limit');
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
