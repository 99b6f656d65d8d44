/**
 * Prefill first (Orca, vLLM V0): whenever the oldest waiting prompt fits, an iteration of whole
 * prompts only, as many as the token budget holds; otherwise one of all decodes. A prompt longer
 * than the budget is computed alone.
 */
import type { EngineView, Plan } from '../engine/state.ts';
import { tokensLeft } from '../requests.ts';
import { admission } from './admission.ts';

export function prefillFirst(engine: EngineView): Plan {
  const prompts = wholePrompts(engine);
  return prompts.chunks.length > 0 ? prompts : DECODES_ONLY;
}

const DECODES_ONLY: Plan = { admit: [], chunks: [], decode: true };

/** The longest run of waiting prompts, oldest first, that fits into one iteration. */
export function wholePrompts(engine: EngineView): Plan {
  const { waiting, requests, limits } = engine;
  const { rows, head } = waiting;
  if (head === rows.length) return NOTHING;
  const admit: number[] = [];
  const mayEnter = admission(engine);
  let tokens = 0;
  for (let place = head; place < rows.length; place++) {
    const row = rows[place] as number;
    const more = tokensLeft(requests, row);
    if (admit.length > 0 && tokens + more > limits.tokenBudget) break;
    if (!mayEnter(row)) break;
    admit.push(row);
    tokens += more;
  }
  const chunks = admit.map((row) => ({ row, tokens: tokensLeft(requests, row) }));
  return { admit, chunks, decode: false };
}

const NOTHING: Plan = { admit: [], chunks: [], decode: false };
