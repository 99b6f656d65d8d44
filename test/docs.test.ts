/**
 * The documentation runs: every command, every program, every scenario of README.md and docs/,
 * and every command that an example names. A fenced block of a kind not known here fails.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { bandOf, MEASURED_KINDS } from '../src/analysis/accuracy.ts';
import { parseScenario, predict } from '../src/index.ts';
import { FIGURES } from '../src/study/figures.ts';

interface Block {
  readonly where: string;
  readonly kind: string;
  readonly text: string;
}

const filesIn = (folder: string, ending: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => join(folder, file));
const PAGES = ['README.md', ...filesIn('docs', '.md')];
const EXAMPLES = filesIn('docs/examples', '.yaml');
const { scripts, version } = JSON.parse(readFileSync('package.json', 'utf8'));

const blocks = PAGES.flatMap((page): Block[] => {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(/^( *)```(.*)\n([\s\S]*?)\n\1```$/gm)].map((found) => {
    const [, , kind = '', body = ''] = found;
    const line = text.slice(0, found.index).split('\n').length;
    return { where: `${page}:${line}`, kind, text: body };
  });
});
const ofKind = (...kinds: readonly string[]) => blocks.filter(({ kind }) => kinds.includes(kind));

/** A folder with `slaq` and `npx` as a shell would find them after an installation. */
const folder = mkdtempSync(join(tmpdir(), 'slaq-docs-'));
beforeAll(() => {
  execFileSync(process.execPath, ['scripts/build-cli.mjs', join(folder, 'node')]);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const start = `#!/bin/sh\nexec "${process.execPath}" "${join(folder, 'node', 'cli.js')}" "$@"\n`;
  writeFileSync(join(folder, 'slaq'), start, { mode: 0o755 });
  writeFileSync(join(folder, 'npx'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

interface Command {
  readonly where: string;
  readonly line: string;
}

function commandsOf({ where, text }: Pick<Block, 'where' | 'text'>): Command[] {
  const lines = text.replaceAll('\\\n', ' ').split('\n');
  return lines.filter((line) => !/^\s*(#.*)?$/.test(line)).map((line) => ({ where, line }));
}

/** Exit code and output of a line of slaq; the code to expect is in a comment `# exit 2`, else 0. */
function runLine(line: string) {
  const [, wanted = '0'] = /# exit (\d+)/.exec(line) ?? [];
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8', env });
  return { status, wanted: Number(wanted), stdout, stderr };
}

const BUILT_IN = new Set(['ci', 'cit', 'install']);
/** The script that a part of a line asks npm for. */
function scriptOf(part: string): string | undefined {
  const [program, first = '', second = ''] = part.trim().split(/\s+/);
  return program !== 'npm' ? undefined : first === 'run' ? second : first;
}

const commands = ofKind('sh').flatMap(commandsOf);
const isSlaq = ({ line }: Command) => /^(npx )?slaq /.test(line);
const inExamples = EXAMPLES.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/^#\s+((?:npx )?slaq \S.*)$/gm)].map(
    ([, line = '']): Command => ({ where: file, line }),
  ),
);

test('every fence is a block, and every block is of a kind that is tested', () => {
  const fences = PAGES.flatMap((page) => readFileSync(page, 'utf8').match(/^ *```/gm) ?? []);
  expect(blocks.length).toBe(fences.length / 2);
  const tested = ofKind('sh', 'ts', 'yaml', 'json', '');
  expect(blocks.filter((block) => !tested.includes(block))).toEqual([]);
  for (const kind of ['sh', 'ts', 'yaml']) expect(ofKind(kind), kind).not.toHaveLength(0);
});

describe('commands', () => {
  test.each([...commands.filter(isSlaq), ...inExamples])('$where: $line', ({ line }) => {
    const { status, wanted, stderr } = runLine(line);
    expect(status, stderr).toBe(wanted);
  });

  test.each(commands.filter((command) => !isSlaq(command)))('$where: $line', ({ line }) => {
    for (const part of line.replace(/#.*/, '').split('&&')) {
      const script = scriptOf(part);
      expect(script, `${part}: only npm and slaq are run here`).toBeDefined();
      expect(BUILT_IN.has(script ?? '') || Object.keys(scripts).includes(script ?? ''), part).toBe(
        true,
      );
    }
  });

  test.each(EXAMPLES)('%s is answered by predict, or refused where it says so', (file) => {
    const isRefused = /^#\s+slaq predict \S+ # exit 2$/m.test(readFileSync(file, 'utf8'));
    const { status, stderr } = runLine(`slaq predict ${file}`);
    expect(status, stderr).toBe(isRefused ? 2 : 0);
    if (isRefused)
      for (const line of stderr.trim().split('\n'))
        expect(line).toMatch(/for the formulas \(slaq simulate runs the others\)$/);
  });

  test('those of the examples are the first thing to try', () =>
    expect(inExamples.length).toBeGreaterThan(0));
});

describe('output', () => {
  const squeezed = (text: string) => text.replaceAll(/[ \t]+/g, ' ');
  /** What a line prints; `npm start` is the command line at the end of its script. */
  const printed = ({ line }: Command) => {
    const [, args] = /npm start\b/.test(line) ? (/cli\.js (.*)$/.exec(scripts.start) ?? []) : [];
    return isSlaq({ where: '', line }) || args ? runLine(args ? `slaq ${args}` : line).stdout : '';
  };
  test.each(ofKind(''))('$where is what the commands before it print', (block) => {
    const before = blocks.slice(0, blocks.indexOf(block)).findLast(({ kind }) => kind === 'sh');
    const output = squeezed(
      commandsOf(before ?? block)
        .map(printed)
        .join(''),
    );
    for (const line of block.text.split('\n').filter((text) => text.trim() !== '…'))
      expect(output).toContain(squeezed(line));
  });
});

test.each(ofKind('ts'))('$where runs', async ({ text }) => {
  const [source, outfile] = [join(folder, 'block.ts'), join(folder, 'block.js')];
  writeFileSync(source, text);
  await build({
    ...{ entryPoints: [source], outfile, bundle: true, platform: 'node', format: 'esm' },
    alias: { slaq: join(process.cwd(), 'src/index.ts') },
    nodePaths: [join(process.cwd(), 'node_modules')],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'silent',
  });
  const { status, stderr } = spawnSync(process.execPath, [outfile], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
});

const readFile = async (path: string) =>
  readFileSync(join('docs/examples', basename(path)), 'utf8');
test.each(ofKind('yaml'))('$where is YAML, and answered if it is a scenario', async ({ text }) => {
  const data: unknown = parse(text);
  const isScenario = typeof data === 'object' && data !== null && 'traffic' in data;
  if (isScenario) expect(predict(await parseScenario(text, { readFile })).tbt.p99).not.toBeNaN();
});

test.each(ofKind('json'))('$where is JSON', ({ text }) =>
  expect(() => JSON.parse(text)).not.toThrow(),
);

describe('generated pages', () => {
  const [major, minor] = version.split('.');
  test.each([
    ['docs/benchmarks.md', /^\| (\d+)\.(\d+)\.\d+ \|/m],
    ['docs/accuracy.md', /slaq (\d+)\.(\d+)\.\d+/],
  ])('%s is of this minor version: npm run bench, npm run accuracy', (page, pattern) =>
    expect(pattern.exec(readFileSync(page, 'utf8'))?.slice(1)).toEqual([major, minor]),
  );

  test('docs/accuracy.md has the error bands of the source', () => {
    const page = readFileSync('docs/accuracy.md', 'utf8').split(/^## Error bands/m)[1] ?? '';
    const sections = page.split(/^### Bands of /m).slice(1);
    expect(sections.map((text) => text.split('\n')[0])).toEqual(MEASURED_KINDS);
    MEASURED_KINDS.forEach((kind, place) => {
      const rows = (sections[place]?.match(/^\|.*$/gm) ?? []).slice(2);
      const printed = rows.map((row) => row.split('|').slice(2, -1).map(Number));
      const bands = FIGURES.map((figure) =>
        [0.5, 0.8, 0.9, 1].map((load) => 100 * bandOf(figure, load, [kind])),
      ).filter((band) => band.some((value) => value > 0));
      expect(bands.length).toBeGreaterThan(20);
      expect(printed).toEqual(bands.map((band) => band.map((value) => expect.closeTo(value, 6))));
    });
  });
});
