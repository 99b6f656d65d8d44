/** Where the formulas of prefill first are weak, told from the scenario alone: corners found on simulated cases. */
import type { PrefillFirst } from './engine.ts';

/** Bounds between cases that were looked at, not constants of the model. */
const FEW_SLOTS = 12;
const SAME_LENGTH = 0.02;
const MANY_AT_ONCE = 2;

/** Why the formulas are weak here, in words; undefined where they are good. */
export function weakness(engine: PrefillFirst): string | undefined {
  const { limits, alone, marginal } = engine;
  const { outputs } = engine.server.workload;
  if (limits.slots < 2 || outputs.decodeMean <= 0) return undefined;
  if (limits.slots <= FEW_SLOTS) return `the batch has only ${Math.floor(limits.slots)} slots`;
  if (outputs.decodeScv < SAME_LENGTH)
    return 'all answers are equally long, so that requests that began together end together';
  const together = limits.slots / outputs.decodeMean;
  if (together > MANY_AT_ONCE && marginal < alone / 2)
    return `${together.toPrecision(2)} short prompts begin at once at the limit, for the price of two or three`;
  return undefined;
}
