/**
 * Disaggregated serving (Splitwise, DistServe): some engines compute whole prompts and nothing else,
 * others only decode, and take in what was computed as soon as a slot is free.
 */
import type { Chunk, EngineView, Plan } from '../engine/state.ts';
import { tokensLeft } from '../requests.ts';
import { admission } from './admission.ts';
import { wholePrompts } from './prefill-first.ts';

/** An engine of the prefill pool. */
export const prefillPool = wholePrompts;

/** An engine of the decode pool; who was preempted here is computed again here, whole. */
export function decodePool(engine: EngineView): Plan {
  const { waiting, requests, limits } = engine;
  const { rows, head } = waiting;
  if (head === rows.length) return DECODES_ONLY;
  const [admit, chunks]: [number[], Chunk[]] = [[], []];
  const mayEnter = admission(engine);
  let sum = 0;
  for (let place = head; place < rows.length; place++) {
    const row = rows[place] as number;
    const tokens = tokensLeft(requests, row);
    if (chunks.length > 0 && sum + tokens > limits.tokenBudget) break;
    if (!mayEnter(row)) break;
    admit.push(row);
    sum += tokens;
    if (tokens > 0) chunks.push({ row, tokens });
  }
  return { admit, chunks, decode: true };
}

const DECODES_ONLY: Plan = { admit: [], chunks: [], decode: true };
