/** A scenario and what an experiment measured for it. */
import type { Kind } from '../../src/scenario/kinds.ts';
import { meanArrivalRate } from '../../src/scenario/mean-rate.ts';
import type {
  Arrivals,
  LinearTime,
  PoissonArrivals,
  RooflineTime,
  Scenario,
} from '../../src/scenario/scenario.ts';
import type { Estimate } from '../../src/scenario/simulation.ts';
import type { Figure } from '../../src/study/figures.ts';

/** A scenario whose t_inf and arrivals are given by numbers. */
export type Question = Scenario & {
  readonly iterationTime: LinearTime | RooflineTime;
};
export type PoissonQuestion = Question & {
  readonly traffic: { readonly arrivals: PoissonArrivals };
};

export interface Case {
  readonly id: string;
  readonly scenario: PoissonQuestion;
  /** What it is a case of; absent: what the answer says first. */
  readonly kind?: Kind;
  /** By path of the figure; what was not measured is absent. */
  readonly measured: { readonly [figure: Figure]: Estimate };
}

export interface CaseSet {
  readonly name: string;
  readonly cases: readonly Case[];
}

/** Figures as tables name them. */
export function labelOf(figure: Figure): string {
  const [first = '', second = '', third = ''] = figure.split('.');
  if (first === 'queues') return `${QUEUES[second] ?? second} ${third}`;
  if (first === 'batch') return `${BATCH[third] ?? third} per iteration`;
  if (first === 'iterationTime') return `iteration time ${second}`;
  if (first === 'throughput') return `${second} per second`;
  return `${first.toUpperCase()} ${second}`;
}

const QUEUES: { readonly [key: string]: string } = {
  prefillWait: 't_qp',
  chunkWait: 't_qc',
  generationWait: 't_qg',
};
const BATCH: { readonly [key: string]: string } = {
  prefillRequests: 'prompts',
  chunkTokens: 'prompt tokens',
  contextTokens: 'context tokens',
};

/** Requests per second of the arrivals of a case, on average. */
export function meanRate(arrivals: Arrivals): number {
  return arrivals.process === 'closed' || arrivals.process === 'trace'
    ? Number.NaN
    : meanArrivalRate(arrivals);
}
