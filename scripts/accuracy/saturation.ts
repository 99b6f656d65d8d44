/** The stability limit against the rate that a simulated engine completes under 1.5 times as much. */
import { openAnalysis } from '../../src/analysis/open.ts';
import type { Simulation } from '../../src/scenario/simulation.ts';
import type { Case } from './case.ts';
import { runExperiments } from './experiment.ts';

export interface Saturation {
  /** Requests per second the simulated engine completes. */
  readonly rate: number;
  /** rate / stability limit of the formulas. */
  readonly ratio: number;
  /** Of the 95 % interval of the ratio. */
  readonly halfWidth: number;
}

const REQUESTS = 80_000;
const OVERLOAD = 1.5;

/** By case; scenarios that differ in nothing but the rate share a saturation. */
export async function saturations(
  cases: readonly Case[],
): Promise<ReadonlyMap<string, Saturation>> {
  const firsts = new Map(cases.toReversed().map((one) => [withoutRate(one), one]));
  const limits = [...firsts.values()].map(({ scenario }) => openAnalysis(scenario).maxArrivalRate);
  const answers = await runExperiments(
    [...firsts.values()].map(({ scenario }, place) => ({
      scenario: atRate(scenario, OVERLOAD * (limits[place] as number)),
      requests: REQUESTS,
    })),
  );
  const found = new Map(
    [...firsts.keys()].map((key, place) => [
      key,
      saturationOf(answers[place] as Simulation, limits[place] as number),
    ]),
  );
  return new Map(cases.map((one) => [one.id, found.get(withoutRate(one)) as Saturation]));
}

function saturationOf({ throughput }: Simulation, limit: number): Saturation {
  const { value, halfWidth } = throughput.requests;
  return { rate: value, ratio: value / limit, halfWidth: halfWidth / limit };
}

function withoutRate({ scenario }: Case): string {
  return JSON.stringify(atRate(scenario, 1));
}

function atRate(scenario: Case['scenario'], rate: number): Case['scenario'] {
  return { ...scenario, traffic: { ...scenario.traffic, arrivals: { process: 'poisson', rate } } };
}
