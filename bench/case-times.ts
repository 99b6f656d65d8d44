/** predict and predictMeans over files of scenarios, each scenario on its own. */
import { plainCases, readExternalSet } from '../scripts/accuracy/external.ts';
import { QUESTIONS } from '../scripts/accuracy/simulated-sets.ts';
import { varietyQuestions } from '../scripts/accuracy/variety.ts';
import { InvalidInputError, predict, predictMeans, type Scenario } from '../src/index.ts';

/** Seconds: over scenarios, of the minimum and of the median of its calls. */
export interface CaseTimes {
  readonly name: string;
  readonly scenarios: number;
  readonly functions: readonly {
    readonly name: string;
    readonly minimum: Quantiles;
    readonly median: Quantiles;
  }[];
}
export interface Quantiles {
  readonly p50: number;
  readonly p90: number;
  readonly max: number;
}

const CALLS = 15;
const FUNCTIONS: readonly (readonly [string, (scenario: Scenario) => number])[] = [
  ['predict', (scenario) => predict(scenario).tbt.mean],
  ['predictMeans', (scenario) => predictMeans(scenario).tbt],
];

interface ScenarioSet {
  readonly name: string;
  readonly cases: readonly { readonly scenario: Scenario }[];
}

/** The sets of the accuracy page, each kind of scenario apart, and those of files. */
export async function scenarioSets(files: readonly string[]): Promise<readonly ScenarioSet[]> {
  const own = Object.entries(QUESTIONS).map(([name, questions]) => ({ name, cases: questions() }));
  const others = (await varietyQuestions()).filter(({ scenario }) => isAnswered(scenario));
  const kinds = [...new Set(others.map(({ kind }) => kind))];
  const byKind = kinds.map((name) => ({ name, cases: others.filter(({ kind }) => kind === name) }));
  return [...own, ...byKind, ...files.map((file) => plainCases(readExternalSet(file)))];
}

function isAnswered(scenario: Scenario): boolean {
  try {
    predict(scenario);
    return true;
  } catch (error) {
    if (error instanceof InvalidInputError) return false;
    throw error;
  }
}

export function caseTimes({ name, cases }: ScenarioSet): CaseTimes {
  const functions = FUNCTIONS.map(([label, call]) => {
    for (const { scenario } of cases) timesOf(call, scenario); // warm-up
    const found = cases.map(({ scenario }) => timesOf(call, scenario));
    return {
      name: label,
      minimum: quantiles(found.map((times) => times[0] ?? Number.NaN)),
      median: quantiles(found.map((times) => times[(CALLS - 1) / 2] ?? Number.NaN)),
    };
  });
  return { name, scenarios: cases.length, functions };
}

/** Seconds of each call, sorted. */
function timesOf(call: (scenario: Scenario) => number, scenario: Scenario): readonly number[] {
  const times = Array.from({ length: CALLS }, () => {
    const start = process.hrtime.bigint();
    const answer = call(scenario);
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    if (!(answer > 0)) throw new Error('no answer');
    return seconds;
  });
  return times.sort((a, b) => a - b);
}

function quantiles(values: readonly number[]): Quantiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (p: number) => sorted[Math.ceil(p * sorted.length) - 1] ?? Number.NaN;
  return { p50: at(0.5), p90: at(0.9), max: at(1) };
}
