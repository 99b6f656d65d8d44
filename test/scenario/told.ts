import { checkScenario } from '../../src/scenario/check-scenario.ts';
import type { Arrivals, Scenario, Traffic } from '../../src/scenario/scenario.ts';
import { serving } from '../analysis/scenarios.ts';

export const withArrivals = (arrivals: Arrivals, rest: Partial<Traffic> = {}): Scenario => {
  const scenario = serving();
  return { ...scenario, traffic: { ...scenario.traffic, arrivals, ...rest } };
};
/** Lines of the error, or none. */
export function told(scenario: Scenario): readonly string[] {
  try {
    checkScenario(scenario);
    return [];
  } catch (error) {
    return (error as Error).message.split('\n');
  }
}
/** As a caller without types would write it. */
export const anyName = (name: string) => name as never;
