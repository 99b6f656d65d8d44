import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Which folders a folder may import besides itself and checks.ts, types included. */
const allowed: Record<string, readonly string[]> = {
  checks: [],
  numerics: [],
  scenario: ['numerics'],
  performance: ['scenario', 'numerics'],
  queueing: ['numerics'],
  analysis: ['queueing', 'performance', 'scenario', 'numerics'],
  simulation: ['performance', 'scenario', 'numerics'],
  solver: ['scenario', 'numerics'], // it is handed what it optimizes over
  study: ['solver', 'analysis', 'simulation', 'performance', 'scenario', 'numerics'],
  report: ['scenario'], // the shapes of questions and answers
  index: [
    'numerics',
    'scenario',
    'performance',
    'queueing',
    'analysis',
    'simulation',
    'solver',
    'study',
    'report',
  ],
  node: ['index'],
  web: ['index'],
};

/** Where a package may enter, so that it can be replaced in one place; a folder ends in '/'. */
const packages: Record<string, string> = {
  mathjs: 'scenario/quantity.ts',
  'ml-matrix': 'numerics/linear-algebra.ts',
  'simple-statistics': 'numerics/statistics.ts',
  'fft.js': 'numerics/fft.ts',
  'pure-rand': 'numerics/random.ts',
  'd3-random': 'numerics/random.ts',
  flatqueue: 'simulation/',
  '@stdlib': 'numerics/special.ts',
  yaml: 'scenario/file/',
  zod: 'scenario/',
};

/** Edges may import what they like; no package is theirs to share. */
const isEdge = (file: string) => file.startsWith('node/') || file.startsWith('web/');
const areaOf = (file: string) => file.split(/[/.]/)[0] ?? '';

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);

/** What a source imports or re-exports, statically or on demand. */
function importsOf(source: string): readonly string[] {
  const statements = /^(?:import|export)\b(?:[^;'"]*?\bfrom)? ?['"]([^'"]+)['"]/gm;
  const onDemand = /\bimport\(\s*['"]([^'"]+)['"]/g;
  return [statements, onDemand].flatMap((pattern) =>
    [...source.matchAll(pattern)].map(([, from = '']) => from),
  );
}

/** Why a file may not import something; undefined if it may. */
function objection(file: string, from: string): string | undefined {
  if (from.startsWith('.')) {
    const target = posix.join(posix.dirname(file), from);
    const [area, reached] = [areaOf(file), areaOf(target)];
    if (target.startsWith('..')) return 'it leaves src';
    if ([area, 'checks', ...(allowed[area] ?? [])].includes(reached)) return undefined;
    return `${area} may not import ${reached}`;
  }
  if (isEdge(file)) return undefined;
  const place = packages[from.split('/')[0] ?? ''];
  const enters = place?.endsWith('/') ? file.startsWith(place) : file === place;
  return enters ? undefined : `a package enters only through ${place ?? 'the edges'}`;
}

test.each(files)('src/%s imports only what it may', (file) => {
  const source = readFileSync(`src/${file}`, 'utf8');
  const objections = importsOf(source).flatMap((from) => {
    const reason = objection(file, from);
    return reason === undefined ? [] : [`'${from}': ${reason}`];
  });
  expect(objections).toEqual([]);
});

test('every folder of src has its law', () => {
  expect(files.map(areaOf).filter((area) => allowed[area] === undefined)).toEqual([]);
});

describe('the law itself', () => {
  test('finds every form of import', () => {
    const source = [
      "import { a } from './a.ts';",
      "import type {\n  B,\n  C,\n} from '../b.ts';",
      "export * from './c.ts';",
      "import './d.ts';",
      "export const e = () => import('./e.ts');",
      "export const text = 'not from anywhere';",
    ].join('\n');
    expect(importsOf(source)).toEqual(['./a.ts', '../b.ts', './c.ts', './d.ts', './e.ts']);
  });

  test.each([
    ['solver/maximize-rate.ts', '../analysis/predict.ts'],
    ['numerics/root.ts', '../scenario/scenario.ts'],
    ['queueing/mg1.ts', '../scenario/scenario.ts'],
    ['analysis/predict.ts', '../simulation/simulate.ts'],
    ['analysis/predict.ts', '../index.ts'],
    ['performance/operators/gemm.ts', '../../node/cli.ts'],
    ['node/cli.ts', '../analysis/predict.ts'],
    ['node/cli.ts', '../report/markdown.ts'],
    ['scenario/parse.ts', '../../models/a.ts'],
    ['scenario/parse.ts', 'node:fs'],
    ['scenario/parse.ts', 'mathjs'],
    ['analysis/predict.ts', 'zod'],
    ['queueing/bulk-queue.ts', '@stdlib/math-base-special-erfc'],
  ])('src/%s may not import %s', (file, from) => {
    expect(objection(file, from)).toBeDefined();
  });

  test.each([
    ['analysis/predict.ts', '../queueing/bulk-queue.ts'],
    ['analysis/predict.ts', '../checks.ts'],
    ['performance/operators/gemm.ts', '../../scenario/hardware.ts'],
    ['node/cli.ts', '../index.ts'],
    ['node/cli.ts', 'commander'],
    ['index.ts', './report/markdown.ts'],
    ['scenario/schema/engine.ts', 'zod'],
    ['numerics/special.ts', '@stdlib/math-base-special-erfc'],
  ])('src/%s may import %s', (file, from) => {
    expect(objection(file, from)).toBeUndefined();
  });
});
