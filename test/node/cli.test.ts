import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentedKeys, keysOf } from '../report/documented.ts';
import { CHAT, chatWith } from '../scenario/files.ts';
import { type Bundle, buildBundle } from './bundle.ts';

let bundle: Bundle;
beforeAll(() => {
  bundle = buildBundle();
}, 60_000);
afterAll(() => bundle.remove());
const slaq: Bundle['slaq'] = (...args) => bundle.slaq(...args);

const EXAMPLE = 'docs/examples/chat-8b-h100.yaml';

describe('slaq predict', () => {
  test('prints a report of a file', () => {
    const { status, stdout, stderr } = slaq(['predict', EXAMPLE]);
    expect({ status, stderr }).toStrictEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^8B chat: llama-3\.1-8b on h100-sxm\n/);
    expect(stdout).toMatch(/^ {2}TTFT +\d/m);
  });

  test('reads standard input, and --set changes it', () => {
    const args = ['predict', '-', '--set', 'traffic.arrivals.rate=2 /s', '--set', 'hardware=h200'];
    const { status, stdout } = slaq(args, CHAT);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^llama-3\.1-8b on h200\n/);
    expect(stdout).toMatch(/^Load +2 req\/s/m);
  });

  test('prints JSON of the documented keys', () => {
    const { status, stdout } = slaq(['predict', EXAMPLE, '--json']);
    expect(status).toBe(0);
    expect([...documentedKeys('predict')]).toStrictEqual(
      expect.arrayContaining(keysOf(JSON.parse(stdout))),
    );
  });

  test('answers overload with exit code 0 and null', () => {
    const { status, stdout } = slaq([
      'predict',
      EXAMPLE,
      '--json',
      '--set',
      'traffic.arrivals.rate=900 /s',
    ]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ stable: false, ttft: { p99: null } });
  });

  test('finds files beside the scenario', () =>
    expect(slaq(['predict', 'docs/examples/measured-lengths.yaml']).status).toBe(0));

  test('writes no colour into a pipe', () => {
    const { stdout } = slaq(['predict', EXAMPLE]);
    expect(stdout).not.toContain('\u001B');
  });
});

describe('slaq solve', () => {
  test('prints the rate, the binding limit and flags', () => {
    const { status, stdout } = slaq(['solve', EXAMPLE, '--fixed']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Largest rate +[\d.]+ req\/s$/m);
    expect(stdout).toMatch(/^Binding limit +\S+ p\d\d ≤ /m);
    expect(stdout).toContain('--max-num-seqs 256');
  });

  test('prints JSON of exactly the documented keys', () => {
    const { stdout } = slaq(['solve', EXAMPLE, '--fixed', '--json']);
    const answer = JSON.parse(stdout);
    const limits = Object.keys(answer.slack);
    expect(limits).toStrictEqual(['ttft.p50', 'ttft.p99', 'tbt.p99', 'e2e.p90']);
    const found = keysOf(answer).map((key) =>
      key.replace(/^(slack|sensitivity)\..*/, '$1.{limit}'),
    );
    const documented = [...documentedKeys('predict'), ...documentedKeys('solve')];
    expect(documented).toStrictEqual(expect.arrayContaining(found));
    for (const key of [
      'kind',
      'arrivalRate',
      'engine.chunkSize',
      'binding',
      'flags.vllm',
      'ttft.p99',
    ])
      expect(found).toContain(key);
  });

  test('answers a promise below one iteration with the best attainable', () => {
    const { status, stdout } = slaq([
      'solve',
      EXAMPLE,
      '--json',
      '--fixed',
      '--set',
      'sla.tbt.p99=1 ms',
    ]);
    expect(status).toBe(0);
    const answer = JSON.parse(stdout);
    expect(answer).toMatchObject({ kind: 'infeasible', binding: 'tbt.p99', limit: 0.001 });
    expect(answer.best).toBeGreaterThan(0.003); // 16 GB of weights at 3.35 TB/s take 4.8 ms
    expect([...documentedKeys('solve')]).toStrictEqual(expect.arrayContaining(keysOf(answer)));
  });
});

describe('slaq catalog', () => {
  test('lists GPUs and models', () => {
    const { status, stdout } = slaq(['catalog']);
    expect(status).toBe(0);
    expect(stdout).toContain('\nh100-sxm ');
    expect(stdout).toContain('\nllama-3.1-8b ');
  });

  test.each([
    [['hardware'], 'h100-sxm', 'llama-3.1-8b'],
    [['models'], 'llama-3.1-8b', 'h100-sxm'],
    [['hardware', 'h200'], 'NVIDIA H200', 'a100'],
    [['models', 'deepseek-v3'], 'latentAttention.kvRank', 'llama'],
  ])('%j shows its part only', (args, there, missing) => {
    const { stdout } = slaq(['catalog', ...args]);
    expect(stdout).toContain(there);
    expect(stdout).not.toContain(missing);
  });

  test.each([
    [[], ['hardware', 'models']],
    [
      ['hardware', 'h200'],
      ['hardware', 'title', 'prices', 'provenance'],
    ],
  ])('%j --json has the keys %j', (args, keys) => {
    const { stdout } = slaq(['catalog', ...args, '--json']);
    expect(Object.keys(JSON.parse(stdout))).toStrictEqual(expect.arrayContaining(keys));
  });
});

describe('wrong input ends with code 2 and a message, never with a stack', () => {
  const cases: [string, string[], string, string][] = [
    [
      'a field',
      ['predict', '-'],
      chatWith('tokenBudget', 'tokenBudgt'),
      'stdin:8:3 engine.tokenBudgt: given an unknown field, allowed policy',
    ],
    [
      'a file',
      ['predict', 'nowhere.yaml'],
      '',
      'FILE: given "nowhere.yaml", allowed a scenario file that can be read (no such file)',
    ],
    [
      'a folder',
      ['predict', 'docs'],
      '',
      'FILE: given "docs", allowed a scenario file that can be read (it is a folder)',
    ],
    [
      'an edit',
      ['predict', EXAMPLE, '--set', 'nonsense'],
      '',
      '--set: given "nonsense", allowed path=value',
    ],
    ['50 MB', ['predict', '-'], `# ${'x'.repeat(50_000_000)}`, 'stdin: given'],
    ['nothing', ['predict', '-'], '', 'stdin: given an empty file'],
    [
      'a command',
      ['predit', EXAMPLE],
      '',
      "error: unknown command 'predit'\n(Did you mean predict?)",
    ],
    [
      'an option',
      ['predict', EXAMPLE, '--jsn'],
      '',
      "error: unknown option '--jsn'\n(Did you mean --json?)",
    ],
    ['a missing file', ['predict'], '', "error: missing required argument 'file'"],
    ['a kind', ['catalog', 'gpus'], '', "error: command-argument value 'gpus' is invalid"],
    [
      'a GPU',
      ['catalog', 'hardware', 'h100'],
      '',
      'NAME: given "h100", allowed a name of the catalogue; did you mean h100-pcie, h100-sxm',
    ],
    [
      'a model',
      ['catalog', 'models', 'llama-8b'],
      '',
      'NAME: given "llama-8b", allowed a name of the catalogue; did you mean llama-3.1-8b',
    ],
  ];
  test.each(cases)('%s', (_, args, input, message) => {
    const { status, stdout, stderr } = slaq(args, input);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('a thousand faults are told by the first twenty', () => {
    const text = Array.from({ length: 1000 }, (_, index) => `k${index}: 1`).join('\n');
    const { stderr } = slaq(['predict', '-'], text);
    expect(stderr.split('\n')).toHaveLength(22);
    expect(stderr).toMatch(/\nand \d+ more\n$/);
  });
});

test('help shows the commands and options', () => {
  expect(slaq(['--help']).stdout).toMatch(
    /predict.*\n.*solve.*\n.*simulate.*\n.*validate.*\n.*traffic[\s\S]*\n.*catalog/,
  );
  expect(slaq(['solve', '--help']).stdout).toContain('--fixed');
  expect(slaq(['--help']).status).toBe(0);
});

test('the version is that of the package', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(slaq(['--version']).stdout).toBe(`${version}\n`);
});

test('the whole process takes well under five times its budget of 0.7 s', () => {
  const times = [1, 2, 3].map(() => slaq(['predict', EXAMPLE]).seconds);
  expect(Math.min(...times)).toBeLessThan(3.5);
});

describe('slaq solve --within', () => {
  test('prints the largest batch whose iteration stays within a time', () => {
    const { status, stdout } = slaq(['solve', EXAMPLE, '--within', '30 ms', '--json']);
    const batch = JSON.parse(stdout) as Record<string, number | string>;
    expect(status).toBe(0);
    expect(batch.binding).toBe('time');
    expect(batch.iterationTime).toBeLessThanOrEqual(0.03);
    expect(batch.iterationTime).toBeGreaterThan(0.029);
    expect(slaq(['solve', EXAMPLE, '--within', '30 ms']).stdout).toMatch(/decodes +\d+ requests/);
  });

  test('says so when not even one token fits', () => {
    const { stdout } = slaq(['solve', EXAMPLE, '--within', '3 ms']);
    expect(stdout).toContain('not even one token');
  });

  test('wants a time with its unit', () => {
    const { status, stderr } = slaq(['solve', EXAMPLE, '--within', '3']);
    expect(status).toBe(2);
    expect(stderr).toBe('--within: given "3", allowed a time > 0, such as "50 ms"\n');
  });
});
