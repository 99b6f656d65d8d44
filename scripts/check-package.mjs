/**
 * What a user gets: packs the package, lets publint and attw look at it, installs the tarball in an
 * empty folder, runs its command and imports its library there.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'slaq-package-'));
const run = (command, args, cwd = '.') =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

try {
  run('npm', ['pack', '--silent', '--pack-destination', folder]);
  const tarball = join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.tgz')),
  );
  run('npx', ['publint', 'run', tarball, '--strict']);
  run('npx', ['attw', tarball, '--profile', 'esm-only']);
  writeFileSync(
    join(folder, 'package.json'),
    '{ "name": "user", "private": true, "type": "module" }',
  );
  run('npm', ['install', '--silent', '--no-audit', '--no-fund', tarball], folder);
  const example = resolve('docs/examples/chat-8b-h100.yaml');
  const answer = run('npx', ['slaq', 'solve', example, '--fixed', '--json'], folder);
  if (JSON.parse(answer).kind !== 'feasible') throw new Error(`unexpected answer: ${answer}`);
  // Enough requests for worker threads.
  const sizes = ['--requests', '50000', '--json'];
  const simulation = run('npx', ['slaq', 'simulate', example, ...sizes], folder);
  if (JSON.parse(simulation).kind !== 'steady') throw new Error(`unexpected: ${simulation}`);
  const library = `import { parseScenario, predict } from 'slaq';
    import { readFileSync } from 'node:fs';
    const scenario = await parseScenario(readFileSync(${JSON.stringify(example)}, 'utf8'));
    if (!(predict(scenario).ttft.p99 > 0)) process.exit(1);`;
  writeFileSync(join(folder, 'use.mjs'), library);
  run('node', ['use.mjs'], folder);
  console.log('package: publint, attw, install, command and library are fine');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
