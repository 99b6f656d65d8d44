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

/** An engine of the decode pool; who was preempted here is computed again here. */
export function decodePool(engine: EngineView): Plan {
  const { waiting, requests } = engine;
  const { rows, head } = waiting;
  const [admit, chunks]: [number[], Chunk[]] = [[], []];
  if (head < rows.length) {
    const mayEnter = admission(engine);
    for (let place = head; place < rows.length; place++) {
      const row = rows[place] as number;
      if (!mayEnter(row)) break;
      admit.push(row);
      const tokens = tokensLeft(requests, row);
      if (tokens > 0) chunks.push({ row, tokens });
    }
  }
  return { admit, chunks, decode: true };
}
