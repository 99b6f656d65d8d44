/** The sets that this repository simulates itself. */
import { predict } from '../../src/analysis/predict.ts';
import type { Estimate, Simulation } from '../../src/scenario/simulation.ts';
import { classFigures, FIGURES, simulatedFigure } from '../../src/study/figures.ts';
import type { Case, CaseSet } from './case.ts';
import { designedQuestions, type NamedQuestion } from './design.ts';
import { runExperiments } from './experiment.ts';
import { randomQuestions } from './random.ts';

/** More requests where they are alike for longer. */
const REQUESTS: readonly (readonly [upToLoad: number, requests: number])[] = [
  [0.55, 100_000],
  [0.75, 200_000],
  [0.85, 400_000],
  [0.93, 800_000],
  [1, 1_600_000],
];
/** Long answers in few slots take many iterations each. */
const MOST_ITERATIONS = 25e6;

export const QUESTIONS: { readonly [set: string]: () => readonly NamedQuestion[] } = {
  random: randomQuestions,
  design: designedQuestions,
};

export async function simulatedSets(): Promise<readonly CaseSet[]> {
  const questions = Object.entries(QUESTIONS).map(([name, of]) => ({ name, list: of() }));
  const all = questions.flatMap(({ list }) => list);
  const answers = await runExperiments(
    all.map(({ scenario }) => ({ scenario, requests: requestsFor(scenario) })),
  );
  const cases = all.map(
    ({ id, scenario }, place): Case => ({
      ...{ id, scenario },
      measured: measuredFigures(answers[place] as Simulation),
    }),
  );
  return questions.map(({ name, list }) => ({
    name,
    cases: list.map(({ id }) => cases.find((one) => one.id === id) as Case),
  }));
}

function requestsFor(scenario: NamedQuestion['scenario']): number {
  const { utilization, iterationTime } = predict(scenario);
  const wanted = REQUESTS.find(([upTo]) => utilization <= upTo)?.[1] ?? 100_000;
  const iterationsEach = 1 / (scenario.traffic.arrivals.rate * iterationTime.mean);
  return Math.ceil(Math.min(wanted, MOST_ITERATIONS / iterationsEach));
}

export function measuredFigures(answer: Simulation): { readonly [figure: string]: Estimate } {
  const ofClasses = classFigures(answer.classes?.length ?? 0).map(({ figure }) => figure);
  const found = [...FIGURES, ...ofClasses].flatMap((figure) => {
    const estimate = simulatedFigure(answer, figure);
    return estimate === null ? [] : [[figure, estimate] as const];
  });
  return Object.fromEntries(found);
}
