/** What a scenario must be for the formulas: usable, and within what they cover. */
import type { Issue } from '../checks.ts';
import { timeIssues } from '../performance/check-time.ts';
import { checkScenario } from '../scenario/check-scenario.ts';
import { DEFAULT_DEPLOYMENT, DEFAULT_ENGINE, DEFAULT_PROCESS } from '../scenario/defaults.ts';
import type { RatedArrivals } from '../scenario/mean-rate.ts';
import { hasPriorities } from '../scenario/request-classes.ts';
import type { Arrivals, Engine, Router, Scenario } from '../scenario/scenario.ts';
import { knowsBursts } from './knows-bursts.ts';

/** A scenario that the formulas answer. */
export type Covered = Scenario & { readonly traffic: { readonly arrivals: RatedArrivals } };

/** Throws one InvalidInputError with everything that is wrong or that the formulas do not cover. */
export function checkFormulas(scenario: Scenario): asserts scenario is Covered {
  checkScenario(scenario, [
    ...timeIssues(scenario.iterationTime),
    ...uncoveredEngine(scenario.engine),
    ...uncoveredRouter(scenario),
    ...uncoveredTraffic(scenario),
    ...uncoveredClasses(scenario),
  ]);
}

function uncoveredEngine(engine: Engine): Issue[] {
  return [
    ...wholeChunksInOrder(engine),
    ...(engine.queueLimit === undefined
      ? []
      : [uncovered('engine.queueLimit', engine.queueLimit, 'no limit')]),
  ];
}

/** Whole chunks in another order than that of arrival have no formula. */
function wholeChunksInOrder({ wholeChunks = false, chunkOrder }: Engine): Issue[] {
  if (!wholeChunks || (chunkOrder ?? DEFAULT_ENGINE.chunkOrder) === DEFAULT_ENGINE.chunkOrder)
    return [];
  const covered = `${DEFAULT_ENGINE.chunkOrder} with wholeChunks`;
  return [uncovered('engine.chunkOrder', chunkOrder, covered)];
}

/**
 * Any at random. In turn each replica gets arrivals that keep a distance: what has a formula for
 * those. The least loaded of replicas that each are one engine, under Poisson arrivals.
 */
function uncoveredRouter(scenario: Scenario): Issue[] {
  const { replicas, router } = scenario.deployment ?? DEFAULT_DEPLOYMENT;
  const covered = coveredRouters(scenario);
  if (replicas === 1 || covered.includes(router)) return [];
  return [uncovered('deployment.router', router, covered.join(' or '))];
}

function coveredRouters({ engine, traffic, iterationTime: model }: Scenario): Router[] {
  const copies =
    typeof model === 'object' && model.kind === 'hardware'
      ? model.parallelism.data * model.parallelism.pipeline
      : 1;
  const isPoisson = ['poisson', 'schedule'].includes(traffic.arrivals.process);
  const balances = engine.policy === 'chunked-prefill' && isPoisson && copies === 1;
  const takesTurns = knowsBursts(engine) && traffic.arrivals.process !== 'mmpp';
  return [
    'random',
    ...(takesTurns ? (['round-robin'] as const) : []),
    ...(balances ? (['least-loaded'] as const) : []),
  ];
}

/** Poisson arrivals, at one rate or by a plan, under every policy. */
const ALWAYS: readonly Arrivals['process'][] = [DEFAULT_PROCESS, 'schedule'];

const RENEWAL: readonly Arrivals['process'][] = ['gamma', 'weibull', 'hyperexponential'];
const BURSTS: readonly Arrivals['process'][] = [...ALWAYS, ...RENEWAL, 'mmpp'];

function uncoveredTraffic({ engine, traffic: { arrivals, patience } }: Scenario): Issue[] {
  const { process } = arrivals;
  const covered = processesOf(engine);
  return [
    ...(covered.includes(process)
      ? []
      : [uncovered('traffic.arrivals.process', process, covered.join(', '))]),
    ...(patience === undefined ? [] : [uncovered('traffic.patience', patience, 'no patience')]),
  ];
}

/** Policies under which the classes of requests have answers of their own. */
const OF_CLASSES: readonly Engine['policy'][] = ['chunked-prefill', 'prefill-first'];

/** Classes are answered where they share every iteration; priorities where prompts are cut as well. */
function uncoveredClasses({ engine, traffic, deployment }: Scenario): Issue[] {
  const { policy, wholeChunks } = engine;
  if (traffic.classes === undefined) return [];
  if (!OF_CLASSES.includes(policy))
    return [uncovered('engine.policy', policy, `${OF_CLASSES.join(' or ')} with classes`)];
  if (!hasPriorities(traffic)) return [];
  const { process } = traffic.arrivals;
  const { replicas, router } = deployment ?? DEFAULT_DEPLOYMENT;
  const isAtRandom = replicas === 1 || router === DEFAULT_DEPLOYMENT.router;
  const where = 'where classes differ in priority';
  return [
    ...(policy === DEFAULT_ENGINE.policy
      ? []
      : [uncovered('engine.policy', policy, `${DEFAULT_ENGINE.policy} ${where}`)]),
    ...(wholeChunks === true
      ? [uncovered('engine.wholeChunks', wholeChunks, `false ${where}`)]
      : []),
    ...(process === DEFAULT_PROCESS
      ? []
      : [uncovered('traffic.arrivals.process', process, `${DEFAULT_PROCESS} ${where}`)]),
    ...(isAtRandom
      ? []
      : [uncovered('deployment.router', router, `${DEFAULT_DEPLOYMENT.router} ${where}`)]),
  ];
}

/** Processes of arrivals that have a formula under a policy. */
export function processesOf(engine: Engine): readonly Arrivals['process'][] {
  if (knowsBursts(engine)) return BURSTS;
  if (engine.policy === 'chunked-prefill')
    return engine.wholeChunks === true ? [...ALWAYS, ...RENEWAL] : ALWAYS;
  if (engine.policy === 'prefill-first') return [...ALWAYS, ...RENEWAL];
  return engine.policy === 'disaggregated' ? ALWAYS : BURSTS;
}

function uncovered(path: string, given: unknown, covered: string): Issue {
  return { path, given, allowed: `${covered} for the formulas (slaq simulate runs the others)` };
}
