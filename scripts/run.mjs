/** Runs a TypeScript file of this repository: `node scripts/run.mjs scripts/generate.ts`. */
import { existsSync, mkdirSync } from 'node:fs';
import { build } from 'esbuild';

const [, , entry = ''] = process.argv;
const outfile = `node_modules/.cache/slaq/${entry.replaceAll('/', '-').replace(/\.ts$/, '.mjs')}`;
mkdirSync('node_modules/.cache/slaq', { recursive: true });
// The catalogue is what generate.ts writes: it must run before the file exists.
const external = existsSync('src/scenario/catalog-data.ts') ? [] : ['*/catalog-data.ts'];
await build({
  entryPoints: [entry],
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  external,
  outfile,
  logLevel: 'error',
});
process.argv.splice(1, 2, entry);
await import(`${process.cwd()}/${outfile}`);
