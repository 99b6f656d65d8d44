/** What `slaq simulate` prints, and the events it writes. */
import {
  InvalidInputError,
  jsonReport,
  type Paint,
  type Scenario,
  type Simulation,
  simulationReport,
  withTrace,
} from '../../index.ts';
import { eventIssues } from '../events/formats.ts';
import { writeEvents } from '../events/write.ts';
import { exitOnSignals } from '../experiment/interrupt.ts';
import { openProgress } from '../experiment/progress.ts';
import { simulateWith } from '../experiment/simulate.ts';
import { openWorkers, type Workers } from '../experiment/workers.ts';
import { readScenario } from '../files/scenario.ts';
import { readTraceFile } from '../files/trace.ts';
import type { AnswerOptions } from './answers.ts';
import { type SizeTexts, sizeIssues, sizesOf } from './sizes.ts';

export interface SimulateTexts extends AnswerOptions, SizeTexts {
  readonly trace?: string;
  readonly events?: string;
}

export async function simulateCommand(file: string, texts: SimulateTexts, paint: Paint) {
  exitOnSignals();
  const written = await readScenario(file, texts.set);
  const issues = [...sizeIssues(written, texts), ...eventIssues(texts.events)];
  if (issues.length > 0) throw new InvalidInputError(issues);
  const { scenario, repairs } = await traced(written, texts.trace);
  const workers = openWorkers();
  try {
    const [notes, found] = await Promise.all([
      writeEvents(workers, scenario, sizesOf(texts), texts.events),
      simulated(workers, scenario, texts),
    ]);
    const warnings = [...repairs, ...withoutEffect(found, texts), ...found.warnings];
    const answer = { ...found, warnings };
    return texts.json ? jsonReport(answer) : simulationReport(scenario, answer, paint, notes);
  } finally {
    await workers.close();
  }
}

async function traced(scenario: Scenario, path: string | undefined) {
  if (path === undefined) return { scenario, repairs: [] };
  const trace = await readTraceFile(path);
  const repairs = trace.repairs.map((repair) => `trace: ${repair}`);
  return { scenario: withTrace(scenario, trace), repairs };
}

async function simulated(workers: Workers, scenario: Scenario, texts: SizeTexts) {
  const progress = openProgress();
  try {
    return await simulateWith(workers, scenario, sizesOf(texts), progress.show);
  } finally {
    progress.close();
  }
}

/** Options that a plan with an end leaves no room for. */
function withoutEffect({ kind }: Simulation, texts: SizeTexts): string[] {
  if (kind !== 'finite') return [];
  return (['requests', 'precision'] as const)
    .filter((name) => texts[name] !== undefined)
    .map(
      (name) => `--${name} has no effect on latencies: the plan says how many requests there are`,
    );
}
