/** No limit is exceeded in any iteration, and nobody waits without a reason. */
import { expect, test } from 'vitest';
import type { Engine, Policy } from '../../src/scenario/scenario.ts';
import type { EngineState } from '../../src/simulation/engine/state.ts';
import type { Case, Variant } from './cases.ts';
import type { Ledger, Pass } from './ledger.ts';
import { everyRun, must } from './runs.ts';

const slotsUsed = ({ prompts, decodes, finished }: Pass) =>
  prompts.length + decodes.length + finished;
const isChunked = ({ policy }: Engine) => policy === 'chunked-prefill';

/** Tokens of a decode, drafts included. */
const perDecode = ({ speculation }: Engine) => 1 + (speculation?.draftTokens ?? 0);

const mixes = (policy: Policy) => policy === 'chunked-prefill' || policy === 'disaggregated';

/** Checks a property of every iteration of every run. */
function everyPass(
  variant: Variant,
  holds: (pass: Pass, engine: Engine, state: EngineState) => boolean,
) {
  everyRun(variant, ({ passes, engines }: Ledger, { scenario }: Case) => {
    for (const pass of passes) {
      const state = engines[pass.engine] as EngineState;
      must(holds(pass, scenario.engine, state), () => JSON.stringify({ pass }));
    }
  });
}

export function limits(variant: Variant): void {
  test('no iteration is over the slots, and none is empty', () =>
    everyPass(
      variant,
      (pass, { maxBatchSize }) =>
        slotsUsed(pass) <= maxBatchSize &&
        pass.batch.prefillTokens + pass.batch.decodeRequests > 0 &&
        pass.duration > 0,
    ));

  test('no iteration is over the token budget, but for one whole prompt that is longer', () =>
    everyPass(variant, ({ batch, chunks }, engine) =>
      isChunked(engine)
        ? batch.prefillTokens + batch.decodeRequests * perDecode(engine) <= engine.tokenBudget
        : batch.prefillTokens <= engine.tokenBudget || chunks.length === 1,
    ));

  test('a decode makes one token at least, at most all its drafts and one', () =>
    everyPass(variant, ({ batch, made }, engine) =>
      batch.decodeRequests === 0
        ? true
        : made.every((count) => count >= 1 && count <= perDecode(engine)),
    ));

  test('no chunk is over the chunk size', () =>
    everyPass(variant, ({ chunks, batch }, { chunkSize = Infinity, wholeChunks }) =>
      wholeChunks === true
        ? chunks.every(({ tokens }) => tokens <= chunkSize)
        : batch.prefillTokens <= chunkSize,
    ));

  test('prompts are computed whole, or in whole chunks, where the policy says so', () =>
    everyRun(variant, ({ entries, run: { requests } }, { scenario: { engine } }) => {
      if (isChunked(engine) && engine.wholeChunks !== true) return;
      entries.forEach(({ chunks, tokens, preemptions, target }, row) => {
        if (tokens.length === 0 || preemptions > 0) return;
        const computed = target - (requests.cached[row] as number);
        const expected = Math.ceil(computed / (engine.chunkSize ?? Infinity)) || 1;
        must(chunks.length === expected, () => `request ${row}: ${chunks.length} for ${computed}`);
      });
    }));

  test('prompts and decodes share an iteration only where the policy says so', () =>
    everyPass(variant, ({ batch, decodes, finished }, { policy }) => {
      const all = decodes.length + (policy === 'static' ? finished : 0);
      const alone = batch.prefillTokens > 0 && !mixes(policy);
      return batch.decodeRequests === (alone ? 0 : all);
    }));

  test('no iteration needs more blocks than the KV cache has', () =>
    everyPass(variant, ({ claimed, batch }, _, { cache }) => {
      const grown = claimed.used + (batch.decodeRequests > 0 ? claimed.growing : 0);
      return grown <= cache.blocks;
    }));

  test('in the end every slot is free and every block is back', () =>
    everyRun(variant, ({ engines }) => {
      for (const { cache, decodes, prompts, waiting, finished, contextTokens, fresh } of engines) {
        expect([cache.used, ...cache.growing]).toEqual([0, ...cache.growing].map(() => 0));
        expect([decodes, prompts.length, finished, contextTokens, fresh.length]).toEqual(
          Array(5).fill(0),
        );
        expect(waiting.rows.length - waiting.head).toBe(0);
      }
    }));

  test('a request waits only for a slot, for memory, for room, or for the batch to end', () =>
    everyPass(variant, (pass, engine, state) => {
      if (pass.waiting.length === 0 || pass.preempted) return true;
      if (slotsUsed(pass) >= engine.maxBatchSize || lacksMemory(pass, state)) return true;
      return hasNoRoom(pass, engine);
    }));
}

/** Whether the first that waits (any, where the shortest goes first) finds too few blocks. */
function lacksMemory({ needed, claimed }: Pass, { cache, limits }: EngineState): boolean {
  const free = cache.blocks - claimed.used - cache.watermark - claimed.growing;
  const first = limits.chunkOrder === 'shortest-remaining' ? needed : needed.slice(0, 1);
  return first.some((blocks) => blocks > free);
}

function hasNoRoom(pass: Pass, engine: Engine) {
  const { policy, tokenBudget, chunkSize = Infinity, wholeChunks } = engine;
  const { batch, lacking, chunks, decodes, admitted } = pass;
  const next = lacking[0] as number;
  switch (policy) {
    case 'chunked-prefill': {
      const room = tokenBudget - decodes.length * perDecode(engine) - batch.prefillTokens;
      if (wholeChunks === true) return room < chunkSize;
      return room === 0 || batch.prefillTokens === chunkSize;
    }
    case 'decode-first':
    case 'static':
      return admitted.length < pass.prompts.length + decodes.length + pass.finished;
    default:
      return chunks.length > 0 && batch.prefillTokens + next > tokenBudget;
  }
}
