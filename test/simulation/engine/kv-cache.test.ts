import { expect, test } from 'vitest';
import { randomStream } from '../../../src/numerics/random.ts';
import {
  blocksFree,
  blocksHeld,
  blocksToAdmit,
  blocksToBegin,
  blocksToGrow,
  countGrowing,
  emptyCache,
  everFits,
} from '../../../src/simulation/engine/kv-cache.ts';
import { request } from '../views.ts';

const cacheOf = (
  tokens: number,
  kvBlockSize = 16,
  preemption: 'recompute' | 'reserve' = 'recompute',
) => emptyCache({ kvCapacity: tokens, kvBlockSize, kvWatermark: 0.1, preemption });

test.each([1, 7, 16])('blocks of %i tokens: decodes grow as counted one by one', (size) => {
  const random = randomStream(size, 'growing');
  const cache = cacheOf(1e6, size);
  const running: { context: number }[] = [];
  for (let iteration = 0; iteration < 500; iteration++) {
    if (random() < 0.5) {
      const context = 2 + Math.floor(random() * 60);
      running.push({ context });
      countGrowing(cache, context, iteration, 1);
    }
    if (running.length > 0 && random() < 0.4) {
      const [gone] = running.splice(Math.floor(random() * running.length), 1);
      countGrowing(cache, gone?.context ?? 0, iteration, -1);
    }
    // A context of n tokens has the keys of n − 1 and writes those of one more.
    const needs = running.filter(
      ({ context }) => Math.ceil(context / size) > Math.ceil((context - 1) / size),
    );
    expect(blocksToGrow(cache, iteration)).toBe(needs.length);
    for (const one of running) one.context += 1;
  }
});

test('a request holds the blocks of its context, or of its last token where that is reserved', () => {
  const requests = request({ prompt: 40, output: 30 });
  const [recompute, reserve] = [cacheOf(1000), cacheOf(1000, 16, 'reserve')];
  expect([blocksToAdmit(recompute, requests, 0), blocksToAdmit(reserve, requests, 0)]).toEqual([
    3, 5,
  ]);
  requests.generated[0] = 1; // 40 tokens are in the cache, the 41st is made by the next iteration
  expect([blocksHeld(recompute, requests, 0), blocksHeld(reserve, requests, 0)]).toEqual([3, 5]);
  requests.generated[0] = 10;
  expect(blocksHeld(recompute, requests, 0)).toBe(4);
});

test('one that decodes at once needs the block of its next token, where its last is full', () => {
  const blocks = (prompt: number, preemption: 'recompute' | 'reserve', ready = prompt) =>
    blocksToBegin(cacheOf(1000, 16, preemption), request({ prompt, output: 30, ready }), 0);
  expect([blocks(47, 'recompute'), blocks(48, 'recompute'), blocks(49, 'recompute')]).toEqual([
    3, 4, 4,
  ]);
  expect(blocks(48, 'recompute', 0)).toBe(3);
  expect(blocks(48, 'reserve')).toBe(5);
});

test('a request ever fits if an empty cache holds it when its last token is made', () => {
  const fits = (output: number, preemption: 'recompute' | 'reserve' = 'recompute') =>
    everFits(cacheOf(64, 16, preemption), request({ prompt: 40, output }), 0);
  expect([fits(25), fits(26)]).toEqual([true, false]); // the last token itself is never read
  expect([fits(24, 'reserve'), fits(25, 'reserve')]).toEqual([true, false]);
  expect(everFits(cacheOf(Infinity), request({ prompt: 1e9, output: 1e9 }), 0)).toBe(true);
});

test('the watermark and the growth of the decodes are kept free, but not from whoever is alone', () => {
  const cache = cacheOf(1600);
  cache.used = 60;
  countGrowing(cache, 17, 0, 1);
  expect(blocksFree(cache, 0, false)).toBe(100 - 60 - 10 - 1);
  expect(blocksFree(cache, 1, false)).toBe(100 - 60 - 10);
  cache.used = 0;
  expect(blocksFree(cache, 0, true)).toBe(100);
  expect(blocksFree(cacheOf(Infinity), 0, false)).toBe(Infinity);
  expect(blocksFree(cacheOf(1600, 16, 'reserve'), 0, false)).toBe(100);
});
