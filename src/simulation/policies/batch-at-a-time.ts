/**
 * A batch at a time: when nobody is left in it, the next one is taken from the queue, its prompts
 * are computed in whole sub-batches, and then it decodes. Under `decode-first` a slot is lost until
 * the batch ends; under `static` (FasterTransformer) finished requests go on costing time as well,
 * for the engine keeps them (EngineState.holdsFinished).
 */
import type { EngineView, Plan } from '../engine/state.ts';
import { tokensLeft } from '../requests.ts';
import { admission } from './admission.ts';

export function batchAtATime(engine: EngineView): Plan {
  const { prompts, decodes } = engine;
  if (prompts.length > 0)
    return { admit: [], chunks: nextSubBatch(engine, prompts), decode: false };
  if (decodes > 0) return DECODES_ONLY;
  const admit = wholeQueue(engine);
  return { admit, chunks: nextSubBatch(engine, admit), decode: false };
}

const DECODES_ONLY: Plan = { admit: [], chunks: [], decode: true };

/** The oldest waiting requests, as many as slots and memory hold. */
function wholeQueue(engine: EngineView): readonly number[] {
  const { rows, head } = engine.waiting;
  const mayEnter = admission(engine);
  const admit: number[] = [];
  for (let place = head; place < rows.length; place++) {
    const row = rows[place] as number;
    if (!mayEnter(row)) break;
    admit.push(row);
  }
  return admit;
}

/** The first of these prompts that fit into the token budget whole; at least one. */
function nextSubBatch({ requests, limits }: EngineView, rows: readonly number[]) {
  const chunks: { readonly row: number; readonly tokens: number }[] = [];
  let sum = 0;
  for (const row of rows) {
    const tokens = tokensLeft(requests, row);
    if (chunks.length > 0 && sum + tokens > limits.tokenBudget) break;
    chunks.push({ row, tokens });
    sum += tokens;
  }
  return chunks;
}
