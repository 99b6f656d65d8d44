import { expect, test } from 'vitest';
import {
  endBatch,
  joinDecodes,
  passDecodes,
  withdrawDecode,
} from '../../../src/simulation/engine/generation.ts';
import { type EngineState, LISTS } from '../../../src/simulation/engine/state.ts';
import { COMPLETED } from '../../../src/simulation/requests.ts';
import { engineOf } from '../views.ts';

/** An engine in which these requests have just had their first token, at 1 s. */
function decoding(outputs: readonly number[], limits = {}): EngineState {
  const waiting = outputs.map((output) => ({ prompt: 20, output }));
  const engine = engineOf({ waiting }, limits, { clock: 1 });
  engine.waiting.head = outputs.length;
  outputs.forEach((_, row) => {
    engine.requests.generated[row] = 1;
    engine.requests.firstToken[row] = 1;
    engine.requests.lastToken[row] = 1;
    joinDecodes(engine, row);
  });
  return engine;
}

/** Passes an iteration; says who left. */
function pass(engine: EngineState, duration = 0.5): readonly number[] {
  const left: number[] = [];
  engine.clock += duration;
  passDecodes(engine, duration, (row) => left.push(row));
  return left;
}

test('a request of N tokens leaves after N − 1 iterations, and its context with it', () => {
  const engine = decoding([3, 2, 4]);
  expect([engine.decodes, engine.contextTokens]).toEqual([3, 3 * 21]);
  expect(pass(engine)).toEqual([1]);
  expect([engine.decodes, engine.contextTokens]).toEqual([2, 2 * 22]);
  expect(pass(engine)).toEqual([0]);
  expect(pass(engine)).toEqual([2]);
  expect([engine.decodes, engine.contextTokens]).toEqual([0, 0]);
  expect([...engine.requests.left]).toEqual([2, 1.5, 2.5]);
  expect([...engine.requests.outcome]).toEqual([COMPLETED, COMPLETED, COMPLETED]);
  expect([...engine.requests.tokenTime]).toEqual([1, 0.5, 1.5]);
});

test('an answer longer than there are lists passes its list and waits for the next round', () => {
  const engine = decoding([2 * LISTS + 5, LISTS + 5, 5]);
  const left = Array.from({ length: 2 * LISTS + 4 }, () => pass(engine, 1));
  const when = (row: number) => left.findIndex((rows) => rows.includes(row)) + 1;
  expect([when(0), when(1), when(2)]).toEqual([2 * LISTS + 4, LISTS + 4, 4]);
});

test('who is withdrawn keeps the tokens it had, and the others go on', () => {
  const engine = decoding([6, 6, 6, 3]);
  pass(engine);
  withdrawDecode(engine, 1); // in the middle of its list
  const { requests } = engine;
  expect([requests.generated[1], requests.tokenTime[1], requests.lastToken[1]]).toEqual([
    2, 0.5, 1.5,
  ]);
  expect(requests.interruptions.get(1)).toMatchObject([{ from: 0, to: 1 }]);
  expect([engine.decodes, engine.contextTokens]).toEqual([3, 3 * 22]);
  expect(pass(engine)).toEqual([3]);
  pass(engine);
  pass(engine);
  expect([...pass(engine)].sort()).toEqual([0, 2]);
});

test('who joins others later is fresh until it has decoded once', () => {
  const waiting = [{ prompt: 5 }, { prompt: 5 }];
  const engine = engineOf({ waiting }, {}, { decodes: 1, lastDecode: 4, clock: 5 });
  engine.requests.lastToken.set([3, 4]);
  for (const row of [0, 1]) joinDecodes(engine, row);
  expect(engine.fresh).toEqual([0]);
  pass(engine);
  expect(engine.fresh).toEqual([]);
});

test('blocks are taken as contexts cross their edges, and all come back', () => {
  const engine = decoding([25, 4, 13], { kvCapacity: 1000 });
  engine.cache.used = 3 * 2; // of 20 tokens each, in blocks of ten
  const used = Array.from({ length: 24 }, () => {
    pass(engine);
    return engine.cache.used;
  });
  // The 21st token of each needs a third block, the 31st a fourth, the 41st a fifth.
  expect(used.slice(0, 4)).toEqual([9, 9, 6, 6]);
  expect(used.slice(9, 13)).toEqual([6, 8, 4, 4]);
  expect(used.slice(-4)).toEqual([5, 5, 5, 0]);
  expect([...engine.cache.growing]).toEqual(Array(10).fill(0));
});

test('a static batch keeps slots and growing contexts of those that are done, until all are', () => {
  const engine = Object.assign(decoding([2, 4]), { holdsFinished: true });
  const seen = [0, 1, 2].map(() => {
    pass(engine);
    return [engine.finished, engine.contextTokens, engine.finishedContext];
  });
  expect(seen).toEqual([
    [1, 22, 22],
    [1, 23, 23],
    [2, 0, 24 + 24],
  ]);
  endBatch(engine);
  expect([engine.finished, engine.finishedContext, engine.cache.used]).toEqual([0, 0, 0]);
});
