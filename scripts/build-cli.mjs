/**
 * Bundles the command line into a folder, dist/node by default: one file to start, the rest loaded on
 * demand. What runs in worker threads is bundled apart, without what they do not need, into the
 * folder of the chunks: there the chunks that start them look.
 */
import { chmodSync, readFileSync } from 'node:fs';
import { build } from 'esbuild';

const [, , outdir = 'dist/node'] = process.argv;
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

const options = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  define: {
    SLAQ_VERSION: JSON.stringify(version),
    // Of piscina, which starts worker.js beside itself.
    __dirname: 'import.meta.dirname',
  },
  // Asked for only by who wants other priorities of threads.
  external: ['@napi-rs/nice'],
  // Packages in CommonJS ask for Node's modules by require.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  legalComments: 'linked',
  logLevel: 'warning',
};
await build({
  ...options,
  entryPoints: ['src/node/cli.ts'],
  outdir,
  chunkNames: 'chunks/[name]-[hash]',
  splitting: true,
});
await build({
  ...options,
  entryPoints: [
    'src/node/experiment/replication-worker.ts',
    './node_modules/piscina/dist/worker.js',
  ],
  entryNames: '[name]',
  outdir: `${outdir}/chunks`,
});
chmodSync(`${outdir}/cli.js`, 0o755);
