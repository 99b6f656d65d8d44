/**
 * The rules of a scenario for callers who did not come through the parser. Whoever answers for a
 * scenario asks here first: the formulas and the simulator alike.
 */
import { InvalidInputError, type Issue, nonNegative, positive } from '../checks.ts';
import { arrivalIssues } from './check/arrivals.ts';
import { classIssues } from './check/classes.ts';
import { deploymentIssues } from './check/deployment.ts';
import { engineIssues } from './check/engine.ts';
import { lengthRules, pairIssues, prefixRules } from './check/lengths.ts';
import { broken, type Checked, ifGiven } from './check/rules.ts';
import { slaRules } from './check/sla.ts';
import type { IterationTimeModel, Scenario, Traffic } from './scenario.ts';

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
    ...classIssues(scenario),
    ...broken(slaRules('sla', sla)),
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
      ...(cachedPrefix === undefined ? [] : prefixRules('traffic.cachedPrefix', cachedPrefix)),
      ...ifGiven('traffic.patience', patience, positive),
    ]),
    ...(lengthPairs === undefined ? [] : pairIssues(lengthPairs)),
  ];
}
