import { describe, expect, test } from 'vitest';
import { chunkCandidates } from '../../../src/simulation/policies/chunk-order.ts';
import { chunkedPrefill } from '../../../src/simulation/policies/chunked-prefill.ts';
import { engineOf } from '../views.ts';

const chunk = (row: number, tokens: number) => ({ row, tokens });

test('without prompts it decodes', () => {
  expect(chunkedPrefill(engineOf({}, {}, { decodes: 3 }))).toEqual({
    ...{ admit: [], chunks: [], decode: true },
  });
});

test('prompts get what decodes leave of the budget, the begun one first, the last one a part', () => {
  const engine = engineOf(
    {
      begun: [{ prompt: 50, ready: 20 }],
      waiting: [{ prompt: 40 }, { prompt: 70 }, { prompt: 5 }],
    },
    {},
    { decodes: 4 },
  );
  expect(chunkedPrefill(engine)).toEqual({
    admit: [1, 2],
    chunks: [chunk(0, 30), chunk(1, 40), chunk(2, 26)],
    decode: true,
  });
});

test('the chunk size is of all prompts together', () => {
  const engine = engineOf({ waiting: [{ prompt: 20 }, { prompt: 40 }] }, { chunkSize: 30 });
  expect(chunkedPrefill(engine).chunks).toEqual([chunk(0, 20), chunk(1, 10)]);
});

test('whole chunks are of each prompt, and one that does not fit waits with all behind it', () => {
  const engine = engineOf(
    {
      begun: [{ prompt: 90, ready: 80 }],
      waiting: [{ prompt: 70 }, { prompt: 90 }, { prompt: 9 }],
    },
    { chunkSize: 40, wholeChunks: true, maxBatchSize: 64 },
    { decodes: 20 },
  );
  expect(chunkedPrefill(engine)).toEqual({
    admit: [1],
    chunks: [chunk(0, 10), chunk(1, 40)],
    decode: true,
  });
});

test('nobody is admitted over the slots, and begun prompts go on without', () => {
  const engine = engineOf(
    { begun: [{ prompt: 30 }], waiting: [{ prompt: 20 }, { prompt: 20 }] },
    { maxBatchSize: 4 },
    { decodes: 2 },
  );
  expect(chunkedPrefill(engine)).toMatchObject({
    admit: [1],
    chunks: [chunk(0, 30), chunk(1, 20)],
  });
  expect(chunkedPrefill(Object.assign(engine, { mayAdmit: false })).admit).toEqual([]);
});

test('nobody is admitted over the KV cache, watermark and growth kept, and nobody overtakes', () => {
  const waiting = [{ prompt: 40 }, { prompt: 30 }, { prompt: 1 }];
  const limits = { kvCapacity: 100, kvWatermark: 0.1 };
  const engine = engineOf({ waiting }, limits, { decodes: 1 });
  engine.cache.used = 2;
  expect(chunkedPrefill(engine).admit).toEqual([0, 1]);
  engine.cache.growing[0] = 1;
  expect(chunkedPrefill(engine).admit).toEqual([0]);
});

describe('the order of the chunks', () => {
  const hands = {
    begun: [
      { prompt: 60, ready: 10, since: 3 },
      { prompt: 60, ready: 40, since: 5 },
    ],
    waiting: [
      { prompt: 30, since: 2 },
      { prompt: 20, since: 4 },
      { prompt: 10, since: 6 },
    ],
  };
  const order = (chunkOrder: 'ongoing-first' | 'round-robin' | 'shortest-remaining', slots = 9) => {
    const asked: number[] = [];
    const mayEnter = (row: number) => {
      asked.push(row);
      return asked.length <= slots;
    };
    const rows = [...chunkCandidates(engineOf(hands, { chunkOrder }), mayEnter)];
    return rows.map(({ row }) => row);
  };

  test('ongoing first: the begun ones, then those that wait', () => {
    expect(order('ongoing-first')).toEqual([0, 1, 2, 3, 4]);
    expect(order('ongoing-first', 1)).toEqual([0, 1, 2]);
  });

  test('round robin: who has waited longest since its last chunk or since it came', () => {
    expect(order('round-robin')).toEqual([2, 0, 3, 1, 4]);
    expect(order('round-robin', 1)).toEqual([2, 0, 1]);
    expect(order('round-robin', 0)).toEqual([0, 1]);
  });

  test('shortest remaining: begun or not, ties by arrival, and nobody enters after one who may not', () => {
    expect(order('shortest-remaining')).toEqual([4, 1, 3, 2, 0]);
    expect(order('shortest-remaining', 1)).toEqual([4, 1, 0]);
  });
});
