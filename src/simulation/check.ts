/** What a simulation cannot start with. */
import { InvalidInputError, type Issue } from '../checks.ts';
import { timeIssues } from '../performance/check-time.ts';
import { checkScenario } from '../scenario/check-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { SimulateOptions } from './simulate.ts';

const FEWEST = 100;
const MOST = 50_000_000;

/** Throws one InvalidInputError with everything that is wrong with the options, or the scenario. */
export function checkSimulation(scenario: Scenario, options: SimulateOptions): void {
  const { requests = FEWEST, seed = 1, precision = 0.01 } = options;
  const issues: Issue[] = [];
  if (!(Number.isSafeInteger(requests) && requests >= FEWEST && requests <= MOST))
    issues.push({
      path: 'requests',
      given: requests,
      allowed: `a whole number ${FEWEST} to ${MOST}`,
    });
  if (!(Number.isSafeInteger(seed) && seed >= 0 && seed <= 2 ** 32))
    issues.push({ path: 'seed', given: seed, allowed: 'a whole number 0 to 4294967296' });
  if (!(precision > 0 && precision < 1))
    issues.push({
      path: 'precision',
      given: precision,
      allowed: 'a share > 0 and < 1, such as 0.02',
    });
  if (issues.length > 0) throw new InvalidInputError(issues);
  checkScenario(scenario, timeIssues(scenario.iterationTime));
}
