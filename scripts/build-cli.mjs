/** Bundles the command line into a folder, dist/node by default: one file to start, the rest loaded on demand. */
import { chmodSync, readFileSync } from 'node:fs';
import { build } from 'esbuild';

const [, , outdir = 'dist/node'] = process.argv;
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

await build({
  entryPoints: ['src/node/cli.ts'],
  outdir,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  define: { SLAQ_VERSION: JSON.stringify(version) },
  // Packages in CommonJS ask for Node's modules by require.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  legalComments: 'linked',
  logLevel: 'warning',
});
chmodSync(`${outdir}/cli.js`, 0o755);
