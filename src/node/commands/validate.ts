/** What `slaq validate` prints, and whether a figure left its band. */
import {
  compareAnswers,
  InvalidInputError,
  jsonReport,
  type Paint,
  predict,
  type Validation,
  validationReport,
  validationRun,
} from '../../index.ts';
import { exitOnSignals } from '../experiment/interrupt.ts';
import { openProgress } from '../experiment/progress.ts';
import { simulateWith } from '../experiment/simulate.ts';
import { openWorkers } from '../experiment/workers.ts';
import { readScenario } from '../files/scenario.ts';
import type { AnswerOptions } from './answers.ts';
import { type SizeTexts, sizeIssues, sizesOf } from './sizes.ts';

export interface ValidateTexts extends AnswerOptions, SizeTexts {}

export interface Validated {
  readonly text: string;
  /** Whether every figure of every file is within its declared error. */
  readonly holds: boolean;
}

/** All files are read and judged before the first is simulated. */
export async function validateCommand(
  files: readonly string[],
  texts: ValidateTexts,
  paint: Paint,
): Promise<Validated> {
  exitOnSignals();
  const scenarios = await Promise.all(files.map((file) => readScenario(file, texts.set)));
  const issues = sizeIssues(scenarios[0] as (typeof scenarios)[number], texts);
  if (issues.length > 0) throw new InvalidInputError(issues);
  const predictions = scenarios.map(predict);
  const workers = openWorkers();
  const progress = openProgress();
  const answers: Validation[] = [];
  try {
    for (const [place, scenario] of scenarios.entries()) {
      const sizes = validationRun(sizesOf(texts));
      const simulation = await simulateWith(workers, scenario, sizes, progress.show);
      answers.push(compareAnswers(predictions[place] as (typeof predictions)[number], simulation));
    }
  } finally {
    progress.close();
    await workers.close();
  }
  const holds = answers.every(({ verdict }) => verdict !== 'disagrees');
  if (texts.json) return { text: jsonReport(files.length === 1 ? answers[0] : answers), holds };
  const reports = scenarios.map((scenario, place) =>
    validationReport(scenario, answers[place] as Validation, paint),
  );
  return { text: reports.join('\n'), holds };
}
