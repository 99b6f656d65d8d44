import { expect, test } from 'vitest';
import { batchAtATime } from '../../../src/simulation/policies/batch-at-a-time.ts';
import { decodePool, prefillPool } from '../../../src/simulation/policies/disaggregated.ts';
import { prefillFirst } from '../../../src/simulation/policies/prefill-first.ts';
import { engineOf } from '../views.ts';

const chunk = (row: number, tokens: number) => ({ row, tokens });
const DECODE = { admit: [], chunks: [], decode: true };

test('prefill first: the longest run of waiting prompts within the budget, and no decodes', () => {
  const waiting = [{ prompt: 50 }, { prompt: 50 }, { prompt: 1 }];
  expect(prefillFirst(engineOf({ waiting }, {}, { decodes: 3 }))).toEqual({
    admit: [0, 1],
    chunks: [chunk(0, 50), chunk(1, 50)],
    decode: false,
  });
});

test('prefill first: a prompt longer than the budget is alone', () => {
  const waiting = [{ prompt: 150, ready: 10 }, { prompt: 1 }];
  expect(prefillFirst(engineOf({ waiting })).chunks).toEqual([chunk(0, 140)]);
});

test('prefill first: it decodes where no slot, no memory or nobody waits', () => {
  const waiting = [{ prompt: 50 }];
  expect(prefillFirst(engineOf({}, {}, { decodes: 3 }))).toEqual(DECODE);
  expect(prefillFirst(engineOf({ waiting }, {}, { decodes: 8 }))).toEqual(DECODE);
  const full = engineOf({ waiting }, { kvCapacity: 100 }, { decodes: 1 });
  full.cache.used = 6;
  expect(prefillFirst(full)).toEqual(DECODE);
  expect(prefillFirst(engineOf({ waiting }, {}, { decodes: 1, mayAdmit: false }))).toEqual(DECODE);
});

test('a batch at a time: it is taken when nobody is left, as many as slots hold', () => {
  const waiting = [{ prompt: 60 }, { prompt: 30 }, { prompt: 30 }, { prompt: 5 }];
  const plan = batchAtATime(engineOf({ waiting }, { maxBatchSize: 3 }));
  expect(plan).toEqual({ admit: [0, 1, 2], chunks: [chunk(0, 60), chunk(1, 30)], decode: false });
});

test('a batch at a time: the rest of its prompts, then its decodes, before anybody else', () => {
  const hands = { begun: [{ prompt: 30 }, { prompt: 90 }], waiting: [{ prompt: 5 }] };
  const rest = batchAtATime(engineOf(hands, {}, { decodes: 2 }));
  expect(rest).toEqual({ admit: [], chunks: [chunk(0, 30)], decode: false });
  expect(batchAtATime(engineOf({ waiting: hands.waiting }, {}, { decodes: 1 }))).toEqual(DECODE);
});

test('the prefill pool only computes prompts, and does nothing when there is none', () => {
  const waiting = [{ prompt: 70 }, { prompt: 40 }];
  const plan = { admit: [0], chunks: [chunk(0, 70)], decode: false };
  expect(prefillPool(engineOf({ waiting }))).toEqual(plan);
  expect(prefillPool(engineOf({}))).toEqual({ admit: [], chunks: [], decode: false });
});

test('the decode pool takes in what was computed, at once and as far as slots and memory go', () => {
  const computed = { prompt: 20, ready: 20 };
  const waiting = [computed, computed, computed];
  const plan = (limits: object) => decodePool(engineOf({ waiting }, limits, { decodes: 1 }));
  expect(plan({})).toEqual({ admit: [0, 1, 2], chunks: [], decode: true });
  expect(plan({ maxBatchSize: 3 }).admit).toEqual([0, 1]);
  expect(plan({ kvCapacity: 60 }).admit).toEqual([0, 1]); // two full blocks and the next, twice
});

test('the decode pool computes preempted prompts again, within the budget', () => {
  const waiting = [{ prompt: 80 }, { prompt: 20 }, { prompt: 30, ready: 30 }, { prompt: 1 }];
  expect(decodePool(engineOf({ waiting }))).toEqual({
    admit: [0, 1, 2],
    chunks: [chunk(0, 80), chunk(1, 20)],
    decode: true,
  });
});

test('alone in the engine one may have the whole KV cache; beside it, the watermark counts', () => {
  const limits = { kvCapacity: 100, kvWatermark: 0.2 };
  const admitted = (...prompts: readonly number[]) => {
    const waiting = prompts.map((prompt) => ({ prompt }));
    return prefillFirst(engineOf({ waiting }, limits)).admit;
  };
  expect(admitted(100)).toEqual([0]);
  expect(admitted(50, 40)).toEqual([0]);
  expect(admitted(50, 30)).toEqual([0, 1]);
});
