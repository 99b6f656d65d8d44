import { describe, expect, test } from 'vitest';
import { randomStream } from '../../../src/numerics/random.ts';
import type { Speculation } from '../../../src/scenario/scenario.ts';
import {
  joinDecodes,
  passDecodes,
  withdrawDecode,
} from '../../../src/simulation/engine/generation.ts';
import { blocksToBegin, blocksToGrow } from '../../../src/simulation/engine/kv-cache.ts';
import { drawTokens } from '../../../src/simulation/engine/speculation.ts';
import type { EngineState } from '../../../src/simulation/engine/state.ts';
import { simulate } from '../../../src/simulation/simulate.ts';
import { LINE, serving } from '../../analysis/scenarios.ts';
import { engineOf } from '../views.ts';

/** An engine in which these requests have just had their first token, at 1 s. */
function decoding(speculation: Speculation, outputs: readonly number[], limits = {}): EngineState {
  const waiting = outputs.map((output) => ({ prompt: 20, output }));
  const engine = engineOf({ waiting }, { speculation, ...limits }, { clock: 1 });
  engine.waiting.head = outputs.length;
  outputs.forEach((_, row) => {
    engine.requests.generated[row] = 1;
    engine.requests.firstToken[row] = 1;
    engine.requests.lastToken[row] = 1;
    joinDecodes(engine, row);
  });
  return engine;
}

const stream = randomStream(3, 'drafts');
/** Passes an iteration; says who left. */
function pass(engine: EngineState, speculation: Speculation): readonly number[] {
  const left: number[] = [];
  drawTokens(engine, speculation, stream);
  engine.clock += 0.5;
  passDecodes(engine, 0.5, (row) => left.push(row));
  return left;
}

describe('the tokens of an iteration', () => {
  test.each([
    [0.3, 2],
    [0.7, 4],
    [0.95, 8],
  ])('are more than j with probability %d^j, j ≤ %d', (acceptance, draftTokens) => {
    const drafts = { acceptance, draftTokens };
    const engine = decoding(drafts, Array(50_000).fill(1000));
    drawTokens(engine, drafts, stream);
    const { accepted, together } = engine;
    expect(Math.max(...accepted)).toBe(1 + draftTokens);
    for (let j = 0; j <= draftTokens; j++) {
      const share = accepted.filter((tokens) => tokens > j).length / accepted.length;
      const p = acceptance ** j;
      expect(Math.abs(share - p)).toBeLessThanOrEqual(4 * Math.sqrt((p * (1 - p)) / 50_000));
    }
    expect(together).toBe(accepted.reduce((sum, tokens) => sum + tokens - 1, 0));
  });

  test('end with the answer', () => {
    const all = { acceptance: 1, draftTokens: 4 };
    const engine = decoding(all, [3, 8, 6, 2]);
    expect(pass(engine, all)).toEqual([0, 2, 3]);
    expect([...engine.requests.generated]).toEqual([3, 6, 6, 2]);
    expect([engine.decodes, engine.contextTokens, engine.together]).toEqual([1, 26, 0]);
    expect(pass(engine, all)).toEqual([1]);
    expect([...engine.requests.left]).toEqual([1.5, 2, 1.5, 1.5]);
    expect([...engine.requests.tokenTime]).toEqual([0.5, 1, 0.5, 0.5]);
    expect([engine.decodes, engine.contextTokens, engine.drafting.length]).toEqual([0, 0, 0]);
  });
});

test('blocks are needed for all drafts, and kept for what was accepted', () => {
  const none = { acceptance: 0, draftTokens: 5 };
  const limits = { kvCapacity: 1000 };
  const engine = decoding(none, [30, 3], limits);
  engine.cache.used = 2 * 2; // 20 tokens each, in blocks of ten: the next token needs a third
  expect(blocksToGrow(engine.cache, 0)).toBe(2);
  expect(pass(engine, none)).toEqual([]);
  expect([engine.cache.used, blocksToGrow(engine.cache, 1)]).toEqual([6, 0]);
  for (let i = 0; i < 4; i++) pass(engine, none);
  // 25 tokens are stored, drafts go to the 31st; the other is gone with its three blocks.
  expect([engine.cache.used, blocksToGrow(engine.cache, 5)]).toEqual([3, 1]);
  withdrawDecode(engine, 0);
  expect(blocksToGrow(engine.cache, 5)).toBe(0);
  expect(engine.requests.interruptions.get(0)).toMatchObject([{ from: 0, to: 5 }]);
});

test('who decodes at once begins with the blocks of its drafts', () => {
  const begins = (output: number, draftTokens: number) => {
    const { cache, requests } = engineOf(
      { waiting: [{ prompt: 18, output, ready: 18 }] },
      { kvCapacity: 1000, speculation: { acceptance: 0.5, draftTokens } },
    );
    requests.generated[0] = 1;
    return blocksToBegin(cache, requests, 0);
  };
  expect([begins(50, 1), begins(50, 2), begins(50, 12), begins(3, 12)]).toEqual([2, 3, 4, 2]);
});

test('finished requests of a static batch go on drafting', () => {
  const all = { acceptance: 1, draftTokens: 2 };
  const engine = Object.assign(decoding(all, [3, 9]), { holdsFinished: true });
  pass(engine, all);
  expect([engine.finished, engine.finishedContext]).toEqual([1, 23]);
  pass(engine, all);
  expect([engine.finished, engine.finishedContext]).toEqual([1, 26]);
});

test('drafts that are never accepted only make decodes dearer, to the last bit', () => {
  const figures = (speculation: Speculation | undefined, perDecodeRequest: number) => {
    const engine = { chunkSize: 256, tokenBudget: 1024, kvCapacity: 30_000, kvBlockSize: 1 };
    const scenario = serving({
      time: { ...LINE, perDecodeRequest },
      engine: { ...engine, ...(speculation === undefined ? {} : { speculation }) },
    });
    const { ttft, tbt, e2e, batch } = simulate(scenario, { requests: 4000, seed: 5 });
    return { ttft, tbt, e2e, batch };
  };
  const dear = figures(undefined, 60e-6);
  expect(figures({ draftTokens: 2, acceptance: 0 }, 20e-6)).toEqual(dear);
});

test('a long answer alone makes (1 − α^(k+1))/(1 − α) tokens an iteration', () => {
  const speculation = { draftTokens: 5, acceptance: 0.8, draftTime: 4e-3 };
  const scenario = serving({
    time: ({ decodeTokens = 0, decodeRequests }) =>
      1e-3 + 1e-3 * (decodeTokens / (decodeRequests || 1)),
    engine: { speculation, maxBatchSize: 4 },
    traffic: {
      promptTokens: { distribution: 'fixed', value: 1 },
      outputTokens: { distribution: 'fixed', value: 5001 },
    },
    rate: 0.001,
  });
  const { tpot, tbt } = simulate(scenario, { requests: 400, seed: 1 });
  // Six tokens are verified and drafted in 1 + 6 + 4 ms: 3.69 of them are made.
  const expected = 11e-3 / ((1 - 0.8 ** 6) / 0.2);
  expect((tpot.mean?.value ?? 0) / expected).toBeCloseTo(1, 2);
  expect(tbt.p50?.value).toBe(0);
  expect(tbt.p99?.value).toBeCloseTo(11e-3, 4);
});
