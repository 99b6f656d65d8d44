/** `npm run bench -- [FILE...]`: measures and writes docs/benchmarks.md. FILEs hold simulated cases. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { servesExperiments } from '../scripts/accuracy/experiment.ts';
import { caseTimes, scenarioSets } from './case-times.ts';
import { libraryTimes, type Timings } from './library.ts';
import { benchmarksPage } from './page.ts';
import { processCosts } from './process.ts';
import { type Shape, shapes } from './shapes.ts';
import { isLongRun, longRun, simulationCosts } from './simulation.ts';

const git = (...args: readonly string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();

if (!servesExperiments() && !isLongRun()) await measure();

async function measure(): Promise<void> {
  const [loadBefore = 0] = loadavg();

  // First, while this process is small: a child's largest resident set counts what it was forked from.
  const processes = processCosts();
  const long = longRun();
  const all = await shapes();
  const library = new Map<string, Timings>();
  for (const shape of all) library.set(shape.name, await libraryTimes(shape));
  const cases = (await scenarioSets(process.argv.slice(2))).map(caseTimes);
  const simulation = simulationCosts((all[0] as Shape).scenario);

  const [loadAfter = 0] = loadavg();
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const isChanged = git('status', '--porcelain', '--', 'src') !== '';
  const page = benchmarksPage({
    machine: {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      load: [loadBefore, loadAfter],
      node: process.version,
      commit: `${git('rev-parse', '--short', 'HEAD')}${isChanged ? ' and changes' : ''}`,
      version,
      date: new Date().toISOString().slice(0, 10),
    },
    ...{ library, processes, cases, simulation, long },
  });
  writeFileSync('docs/benchmarks.md', page);
  process.stdout.write(page);
}
