/** The same service run by another policy. */
import { DEFAULT_DISAGGREGATION } from './defaults.ts';
import type { Engine, Policy, Scenario } from './scenario.ts';

/** The scenario under a policy: settings that only its own policy has are left out, or at their default. */
export function withPolicy(scenario: Scenario, policy: Policy): Scenario {
  const { engine } = scenario;
  if (engine.policy === policy) return scenario;
  const { chunkSize: _, chunkOrder: _o, wholeChunks: _w, disaggregation: _d, ...shared } = engine;
  const own: Partial<Engine> =
    policy === 'disaggregated' ? { disaggregation: DEFAULT_DISAGGREGATION } : {};
  return { ...scenario, engine: { ...shared, ...own, policy } };
}
