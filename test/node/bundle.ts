/** The bundle that users run, built anew into a folder of its own, which files of a test may share. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PLAIN = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };

export function buildBundle() {
  const folder = mkdtempSync(join(tmpdir(), 'slaq-'));
  execFileSync(process.execPath, ['scripts/build-cli.mjs', join(folder, 'node')]);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const entry = join(folder, 'node', 'cli.js');
  return {
    folder,
    entry,
    remove: () => rmSync(folder, { recursive: true }),
    slaq: (args: readonly string[], input: string | Uint8Array = '') => {
      const start = process.hrtime.bigint();
      const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...args], {
        input,
        encoding: 'utf8',
        env: PLAIN,
        maxBuffer: 2 ** 28,
      });
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      return { status, stdout, stderr, seconds };
    },
  };
}

export type Bundle = ReturnType<typeof buildBundle>;
