/**
 * Bundles the quantity parser of the library with the part of mathjs it uses: loading all of
 * mathjs would make the first parseScenario take a second. Runs after tsc.
 */
import { build } from 'esbuild';

await build({
  entryPoints: ['src/scenario/quantity.ts'],
  outfile: 'dist/scenario/quantity.js',
  allowOverwrite: true,
  bundle: true,
  minify: true,
  platform: 'neutral',
  mainFields: ['module', 'main'],
  target: 'es2023',
  format: 'esm',
  legalComments: 'linked',
  logLevel: 'warning',
});
