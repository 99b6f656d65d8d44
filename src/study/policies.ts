/** The same service under several policies, side by side. */
import { predict } from '../analysis/predict.ts';
import { InvalidInputError } from '../checks.ts';
import { POLICIES } from '../scenario/choices.ts';
import type { PolicyAnswer } from '../scenario/metrics.ts';
import type { Policy, Scenario } from '../scenario/scenario.ts';
import { withPolicy } from '../scenario/with-policy.ts';

/**
 * Predicts a scenario under each policy, all else equal: settings that only one policy has are at their
 * defaults under the others. A policy that cannot run the scenario says why.
 *
 * @throws InvalidInputError if the scenario is not usable under its own policy.
 */
export function comparePolicies(
  scenario: Scenario,
  policies: readonly Policy[] = POLICIES,
): readonly PolicyAnswer[] {
  return policies.map((policy): PolicyAnswer => {
    const engines = enginesOf(withPolicy(scenario, policy), policy);
    try {
      return { policy, engines, prediction: predict(withPolicy(scenario, policy)) };
    } catch (error) {
      const isOwn = policy === scenario.engine.policy;
      if (isOwn || !(error instanceof InvalidInputError)) throw error;
      return { policy, engines, declined: error.message };
    }
  });
}

/** Engines that share the load: a disaggregated deployment has one more kind of them. */
function enginesOf({ engine: { disaggregation } }: Scenario, policy: Policy): number {
  if (policy !== 'disaggregated') return 1;
  return (disaggregation?.prefillEngines ?? 1) + (disaggregation?.decodeEngines ?? 1);
}
