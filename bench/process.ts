/** Time and memory of the whole process, from the shell's point of view. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Timing } from './library.ts';

export interface ProcessCost {
  readonly command: string;
  readonly timing: Timing;
  /** Largest resident set, bytes. */
  readonly memory: number;
}

const RUNS = 10;
const EXAMPLE = 'docs/examples/chat-8b-h100.yaml';
/** Writes the largest resident set in KiB to stderr as the process ends. */
const REPORTER =
  'data:text/javascript,process.on("exit",()=>process.stderr.write(String(process.resourceUsage().maxRSS)))';

/** `node` alone, then the commands, interleaved. */
export function processCosts(): readonly ProcessCost[] {
  const folder = mkdtempSync(join(tmpdir(), 'slaq-'));
  try {
    execFileSync(process.execPath, ['scripts/build-cli.mjs', join(folder, 'node')]);
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const cli = join(folder, 'node', 'cli.js');
    return measured([
      ['node, an empty program', ['--eval', '0']],
      ['slaq --version', [cli, '--version']],
      ['slaq predict', [cli, 'predict', EXAMPLE]],
      ['slaq solve', [cli, 'solve', EXAMPLE]],
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function measured(commands: readonly (readonly [string, readonly string[]])[]): ProcessCost[] {
  for (const [, args] of commands) seconds(args);
  const rounds = Array.from({ length: RUNS }, () => commands.map(([, args]) => seconds(args)));
  return commands.map(([command, args], column) => {
    const sorted = rounds.map((round) => round[column] ?? Number.NaN).sort((a, b) => a - b);
    const timing = { minimum: sorted[0] ?? Number.NaN, median: sorted[RUNS / 2] ?? Number.NaN };
    return { command, timing, memory: 1024 * Number(run(['--import', REPORTER, ...args]).stderr) };
  });
}

function seconds(args: readonly string[]): number {
  const start = process.hrtime.bigint();
  run(args);
  return Number(process.hrtime.bigint() - start) / 1e9;
}

function run(args: readonly string[]) {
  const child = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(`${args.join(' ')}: ${child.stderr}`);
  return child;
}
