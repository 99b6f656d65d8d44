/**
 * Writes docs/accuracy.md from files of simulated cases: `npm run accuracy -- FILE...`. With the
 * judge set among them it checks the table of src/analysis/accuracy.ts: exit code 1 and the table to
 * paste where it is not what was measured.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { bandFaults, bandSource, measuredBands } from './accuracy/bands.ts';
import { readCases } from './accuracy/cases.ts';
import { type MeasuredSet, measureSet } from './accuracy/measure.ts';
import { accuracyPage } from './accuracy/page.ts';
import { SET_ORDER } from './accuracy/sets.ts';

const files = process.argv.slice(2);
if (files.length === 0) {
  process.stderr.write('usage: npm run accuracy -- FILE...\n');
  process.exit(2);
}

const rank = ({ name }: MeasuredSet) =>
  (SET_ORDER.indexOf(name) + SET_ORDER.length + 1) % (SET_ORDER.length + 1);
const sets = files.map((file) => measureSet(readCases(file))).sort((a, b) => rank(a) - rank(b));

const judge = sets.find(({ name }) => name === 'judge');
const bands = measuredBands(judge?.rows ?? []);
const faults = judge === undefined ? [] : bandFaults(bands);
if (faults.length > 0) {
  process.stderr.write(`${faults.join('\n')}\n\n${bandSource(bands)}`);
  process.exitCode = 1;
} else {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  writeFileSync('docs/accuracy.md', accuracyPage(sets, version));
}
