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
  let room = limits.tokenBudget - engine.decodes * (1 + engine.cache.draftTokens);
  if (!wholeChunks) room = Math.min(room, chunkSize);
  const [admit, chunks]: [number[], Chunk[]] = [[], []];
  for (const { row, waits } of chunkCandidates(engine, admission(engine))) {
    const tokens = Math.min(tokensLeft(requests, row), wholeChunks ? chunkSize : room);
    if (tokens > room) break;
    if (waits) admit.push(row);
    chunks.push({ row, tokens });
    room -= tokens;
    if (room <= 0) break;
  }
  return { admit, chunks, decode: true };
}

const DECODES_ONLY: Plan = { admit: [], chunks: [], decode: true };
