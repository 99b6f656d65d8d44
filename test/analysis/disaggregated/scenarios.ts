import type { Disaggregation, Engine, Scenario } from '../../../src/scenario/scenario.ts';
import { type Changes, serving } from '../scenarios.ts';

/** Pools of engines for the chat service of the other tests. */
export function pools(
  { transfer = { base: 0, perToken: 0 }, ...counts }: Partial<Disaggregation>,
  { engine, ...changes }: Changes = {},
): Scenario {
  const disaggregation = { prefillEngines: 1, decodeEngines: 1, ...counts, transfer };
  const settings: Partial<Engine> = { policy: 'disaggregated', disaggregation, ...engine };
  return serving({ ...changes, engine: settings });
}
