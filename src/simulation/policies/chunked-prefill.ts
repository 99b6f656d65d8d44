/**
 * Chunked prefill (Sarathi-Serve, vLLM V1): every iteration has all decodes, and what they leave of
 * the token budget goes to prompts. The order of the chunks is a setting.
 */
import type { Chunk, EngineView, Plan } from '../engine/state.ts';
import { tokensLeft } from '../requests.ts';
import { admission } from './admission.ts';
import { chunkCandidates } from './chunk-order.ts';

export function chunkedPrefill(engine: EngineView): Plan {
  const { limits, requests, waiting, prompts } = engine;
  if (prompts.length === 0 && waiting.head === waiting.rows.length) return DECODES_ONLY;
  const { wholeChunks, chunkSize } = limits;
  let room = limits.tokenBudget - engine.decodes;
  if (!wholeChunks) room = Math.min(room, chunkSize);
  const [admit, chunks]: [number[], Chunk[]] = [[], []];
  const mayEnter = admission(engine);
  let open = true;
  for (const { row, waits } of chunkCandidates(engine)) {
    if (room <= 0) break;
    const left = tokensLeft(requests, row);
    const tokens = wholeChunks ? Math.min(left, chunkSize) : Math.min(left, room);
    if (tokens > room) break;
    if (waits) {
      open &&= mayEnter(row);
      if (!open) continue;
      admit.push(row);
    }
    chunks.push({ row, tokens });
    room -= tokens;
  }
  return { admit, chunks, decode: true };
}

const DECODES_ONLY: Plan = { admit: [], chunks: [], decode: true };
