/**
 * Writes docs/accuracy.md: `npm run accuracy [-- FILE...]`. It simulates the sets of slaq (minutes the
 * first time, then kept until the simulator changes) and adds what other programs simulated, from
 * files: sets of cases, and runs of BLIS with its law. Where the bands in the source are not what was
 * measured, these are written instead, with exit code 1. `npm run accuracy -- --case ID` prints the scenario of a case.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import {
  bandSource,
  isDeclared,
  measuredBands,
  measuredLimitBands,
  SOURCE,
} from './accuracy/bands.ts';
import { servesExperiments } from './accuracy/experiment.ts';
import { externalSet, plainCases } from './accuracy/external.ts';
import { fewTokens } from './accuracy/few-tokens.ts';
import { externalKinds, ownKinds } from './accuracy/kinds.ts';
import { type MeasuredSet, measureSet } from './accuracy/measure.ts';
import { accuracyPage } from './accuracy/page.ts';
import { type BlisLaw, type BlisRun, replay } from './accuracy/replay.ts';
import { isOwn, SET_ORDER } from './accuracy/sets.ts';
import { QUESTIONS, simulatedSets } from './accuracy/simulated-sets.ts';
import { agreementWith } from './accuracy/simulator-section.ts';

const args = process.argv.slice(2);
if (!servesExperiments()) {
  if (args[0] === '--case') printCase(args[1] ?? '');
  else await writePage(args);
}

async function writePage(files: readonly string[]): Promise<void> {
  const contents = files.map((path) => ({ path, content: JSON.parse(readFileSync(path, 'utf8')) }));
  const external = contents
    .filter(({ content }) => Array.isArray(content))
    .map(({ path, content }) => externalSet(path, content));
  const others = contents.map(({ content }) => content);
  const law: BlisLaw | undefined = others.find((content) => 'step_time_us' in content);
  const runs: readonly BlisRun[] = others.filter((content) => 'instr' in content);
  const simulated = await simulatedSets();
  const sets: MeasuredSet[] = [];
  for (const set of [...simulated, ...external.map(plainCases)]) sets.push(await measureSet(set));
  sets.sort((a, b) => rank(a) - rank(b));
  const own = sets.filter(({ name }) => isOwn(name));
  const kinds = { own: await ownKinds(), others: externalKinds(external) };
  const bands = measuredBands([
    ...own.flatMap(({ rows }) => rows),
    ...kinds.own.cases.flatMap(({ rows }) => rows),
  ]);
  const limits = measuredLimitBands([
    ...own.flatMap(({ saturation }) => saturation.flatMap(ofPlain)),
    ...kinds.own.cases.flatMap(({ kind, limitRatio: ratio }) =>
      ratio === undefined ? [] : [{ kind, ratio }],
    ),
  ]);
  const source = bandSource(bands, limits);
  if (!isDeclared(source)) {
    writeFileSync(SOURCE, source);
    process.stderr.write(`${SOURCE} was not what is measured and is written anew. Run again.\n`);
    process.exitCode = 1;
    return;
  }
  const agreements = [];
  for (const set of external) agreements.push(await agreementWith(set));
  const replays = law === undefined ? [] : runs.map((run) => replay(run, law));
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  writeFileSync(
    'docs/accuracy.md',
    accuracyPage(sets, kinds, bands, await fewTokens(), agreements, replays, version),
  );
}

/** Usual and weak engines are limited alike. */
function ofPlain({ ratio }: { readonly ratio: number }) {
  return (['chunked-prefill', 'weak'] as const).map((kind) => ({ kind, ratio }));
}

function rank({ name }: MeasuredSet): number {
  return (SET_ORDER.indexOf(name) + SET_ORDER.length + 1) % (SET_ORDER.length + 1);
}

function printCase(id: string): void {
  const found = Object.values(QUESTIONS)
    .flatMap((questions) => questions())
    .find((one) => one.id === id);
  if (found === undefined) {
    process.stderr.write(
      `--case: given ${JSON.stringify(id)}, allowed the name of a case in docs/accuracy.md\n`,
    );
    process.exitCode = 2;
  } else process.stdout.write(`${JSON.stringify(found.scenario, null, 2)}\n`);
}
