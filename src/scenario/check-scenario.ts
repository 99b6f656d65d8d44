/**
 * The rules of a scenario for callers who did not come through the parser. Whoever answers for a
 * scenario asks here first: the formulas and the simulator alike.
 */
import { InvalidInputError, type Issue, nonNegative, positive } from '../checks.ts';
import { arrivalIssues } from './check/arrivals.ts';
import { deploymentIssues } from './check/deployment.ts';
import { engineIssues } from './check/engine.ts';
import { lengthRules, pairIssues } from './check/lengths.ts';
import { belowOne, broken, type Checked, ifGiven } from './check/rules.ts';
import type { CachedPrefix, IterationTimeModel, Scenario, Sla, Traffic } from './scenario.ts';

/**
 * Throws one InvalidInputError with everything in the scenario that breaks its rule, and what the
 * caller itself has to object to.
 */
export function checkScenario(scenario: Scenario, objections: readonly Issue[] = []): void {
  const { iterationTime, traffic, sla } = scenario;
  const issues = [
    ...broken(timeRules(iterationTime)),
    ...engineIssues(scenario),
    ...deploymentIssues(scenario),
    ...trafficIssues(traffic),
    ...broken(slaRules(sla)),
    ...objections,
  ];
  if (issues.length > 0) throw new InvalidInputError(issues);
}

/** Coefficients are not negative. */
function timeRules(model: IterationTimeModel): Checked[] {
  if (typeof model === 'function' || model.kind === 'hardware') return [];
  return Object.entries(model as object as Record<string, number | object>).flatMap(
    ([name, value]): Checked[] =>
      name === 'kind'
        ? []
        : typeof value === 'number'
          ? [[`iterationTime.${name}`, value, nonNegative]]
          : Object.entries(value).map(
              ([inner, each]): Checked => [`iterationTime.${name}.${inner}`, each, nonNegative],
            ),
  );
}

function trafficIssues(traffic: Traffic): Issue[] {
  const { arrivals, promptTokens, outputTokens, lengthPairs, cachedPrefix, patience } = traffic;
  return [
    ...arrivalIssues(arrivals),
    ...broken([
      ...lengthRules('traffic.promptTokens', promptTokens),
      ...lengthRules('traffic.outputTokens', outputTokens),
      ...(cachedPrefix === undefined ? [] : prefixRules(cachedPrefix)),
      ...ifGiven('traffic.patience', patience, positive),
    ]),
    ...(lengthPairs === undefined ? [] : pairIssues(lengthPairs)),
  ];
}

function prefixRules(prefix: CachedPrefix): Checked[] {
  if ('share' in prefix) return [['traffic.cachedPrefix.share', prefix.share, belowOne]];
  const path = 'traffic.cachedPrefix.tokens';
  const { tokens } = prefix;
  return typeof tokens === 'number' ? [[path, tokens, nonNegative]] : lengthRules(path, tokens, 0);
}

function slaRules(sla: Sla): Checked[] {
  return Object.entries(sla).flatMap(([metric, limits]) =>
    Object.entries(limits ?? {}).map(
      ([statistic, limit]): Checked => [`sla.${metric}.${statistic}`, limit, positive],
    ),
  );
}
