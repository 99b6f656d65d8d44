/**
 * The answer by experiment: the engine of a scenario, iteration by iteration, under random requests.
 * It shares the question and t_inf with the formulas, and nothing else.
 */
import type { Scenario } from '../scenario/scenario.ts';
import type { Simulation } from '../scenario/simulation.ts';
import { combine } from './answer/combine.ts';
import { imprecision, nextSize } from './answer/precision.ts';
import { kindOf } from './answer/steadiness.ts';
import { checkSimulation } from './check.ts';
import { routesAtRandom } from './deployment.ts';
import {
  type Hooks,
  type Replication,
  type ReplicationSpec,
  runReplication,
} from './replication.ts';
import { scheduledRequests } from './traffic/schedule.ts';

export interface SimulateOptions {
  /** Requests of all replications together; with `precision`, at most so many. */
  readonly requests?: number;
  /** Whole; the same seed gives the same answer on every machine. */
  readonly seed?: number;
  /** Relative half width wanted of the mean and p99 of TTFT, TBT and E2E, such as 0.02. */
  readonly precision?: number;
}

const DEFAULT_REQUESTS = 100_000;
const DEFAULT_REQUESTS_FOR_PRECISION = 4_000_000;
/** Runs of a process without an end: few and long, as each has to fill up first. */
const LONG_RUNS = 4;
/** Runs of a plan that ends. */
const SHORT_RUNS = 10;

/**
 * Latencies, queues and batches of a scenario, each with the half width of its 95 % interval.
 * Overload, and a run too short to tell, are said in `kind`.
 *
 * @throws InvalidInputError if the scenario or an option is not usable.
 * @see docs/simulation.md
 */
export function simulate(
  scenario: Scenario,
  options: SimulateOptions = {},
  hooks: Hooks = {},
): Simulation {
  const rounds = simulationRounds(scenario, options);
  let round = rounds.next();
  while (round.done !== true)
    round = rounds.next(round.value.map((spec) => runReplication(spec, hooks)));
  return round.value;
}

/**
 * The same, a round at a time: yields the replications to run, in any order and on any thread, takes
 * their results in the order of the round, and in the end returns the answer.
 */
export function* simulationRounds(
  scenario: Scenario,
  options: SimulateOptions = {},
): Generator<readonly ReplicationSpec[], Simulation, readonly Replication[]> {
  checkSimulation(scenario, options);
  const { precision, seed = 1 } = options;
  const most =
    options.requests ??
    (precision === undefined ? DEFAULT_REQUESTS : DEFAULT_REQUESTS_FOR_PRECISION);
  let requests = precision === undefined ? most : Math.min(most, DEFAULT_REQUESTS);
  for (;;) {
    const specs = replicationsOf(scenario, requests, seed);
    const replications = yield specs;
    const kind = kindOf(
      replications,
      specs.every(({ settles }) => settles),
    );
    const names = scenario.traffic.classes?.map(({ name }) => name);
    const answer = combine(replications, kind, seed, names);
    if (precision === undefined || kind === 'overload' || kind === 'finite') return answer;
    const found = imprecision(answer);
    if (found <= precision && kind === 'steady') return answer;
    if (requests >= most) return { ...answer, warnings: [...answer.warnings, missed(found)] };
    requests = Math.min(most, nextSize(requests, found / precision));
  }
}

function missed(found: number): string {
  const percent = (100 * found).toPrecision(2);
  return `the wanted precision was not reached: half widths are up to ${percent} % of their figure; allow more requests`;
}

/** Each with its share of the requests; a trace is played once where nothing about it is random. */
function replicationsOf(
  scenario: Scenario,
  requests: number,
  seed: number,
): readonly ReplicationSpec[] {
  const { traffic } = scenario;
  const { arrivals } = traffic;
  const spec = (index: number, size: number, settles: boolean) => ({
    scenario,
    requests: size,
    seed: seed * SHORT_RUNS + index,
    settles,
  });
  const runs = (count: number, size: number, settles: boolean) =>
    Array.from({ length: count }, (_, index) => spec(index, size, settles));
  if (arrivals.process === 'trace') {
    const isFixed = traffic.lengthPairs?.promptTokens.length === arrivals.times.length;
    const isReplay = isFixed && !routesAtRandom(scenario);
    return runs(isReplay ? 1 : SHORT_RUNS, arrivals.times.length, false);
  }
  if (arrivals.process === 'schedule' && arrivals.repeat !== true)
    return runs(SHORT_RUNS, scheduledRequests(arrivals), false);
  return runs(LONG_RUNS, Math.ceil(requests / LONG_RUNS), true);
}
