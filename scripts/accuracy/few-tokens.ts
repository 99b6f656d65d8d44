/** Answers of a few tokens, which the sets do not hold: the formulas against runs made here. */
import { predict } from '../../src/analysis/predict.ts';
import type { LinearTime } from '../../src/scenario/scenario.ts';
import type { Simulation } from '../../src/scenario/simulation.ts';
import { type Figure, predictedFigure, simulatedFigure } from '../../src/study/figures.ts';
import { atLoads } from './design.ts';
import { runExperiments } from './experiment.ts';

const iterationTime: LinearTime = {
  ...{ kind: 'linear', base: 6e-3, perPrefillToken: 25e-6, perAttentionPair: 1e-9 },
  ...{ perDecodeRequest: 20e-6, perContextToken: 40e-9 },
};
const engine = {
  policy: 'chunked-prefill',
  maxBatchSize: 64,
  tokenBudget: 2048,
  gpuMemoryUtilization: 0.9,
} as const;
const promptTokens = { distribution: 'lognormal', mean: 600, cv: 1, max: 8192 } as const;
const LOADS = [0.3, 0.6, 0.8] as const;
const OUTPUTS = [1, 2, 3, 5, 10, 20] as const;
const REQUESTS = 200_000;
export const FEW_TOKEN_FIGURES: readonly Figure[] = ['ttft', 'tbt', 'e2e'].flatMap((metric) => [
  `${metric}.mean`,
  `${metric}.p99`,
]);

export interface FewTokens {
  readonly outputTokens: number;
  readonly load: number;
  /** Relative errors, in the order of the figures; NaN where there is no second token. */
  readonly errors: readonly number[];
}

export async function fewTokens(): Promise<readonly FewTokens[]> {
  const questions = OUTPUTS.flatMap((value) => {
    const lengths = { promptTokens, outputTokens: { distribution: 'fixed', value } as const };
    return atLoads({ iterationTime, engine, lengths }, String(value), LOADS);
  });
  const answers = await runExperiments(
    questions.map(({ scenario }) => ({ scenario, requests: REQUESTS })),
  );
  return questions.map(({ id, scenario }, place) => {
    const [outputTokens = 1, load = 0] = id.split('/').map(Number);
    const predicted = predict(scenario);
    const errors = FEW_TOKEN_FIGURES.map((figure) => {
      const measured = simulatedFigure(answers[place] as Simulation, figure)?.value;
      return predictedFigure(predicted, figure) / (measured ?? Number.NaN) - 1;
    });
    return { outputTokens, load, errors };
  });
}
