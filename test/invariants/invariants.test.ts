/** What is true of every run: docs/invariants.md. */
import { describe, expect, test } from 'vitest';
import { VARIANTS, type Variant } from './cases.ts';
import type { Entry } from './ledger.ts';
import { limits } from './limits.ts';
import { order } from './order.ts';
import { everyRun } from './runs.ts';
import { conservation } from './tokens.ts';

describe.each(VARIANTS)('$name', (variant) => {
  conservation(variant);
  limits(variant);
  order(variant);
});

test('the runs have all that can go wrong: losses of every kind, preemptions, waits', () => {
  const outcomes = new Map<number, number>();
  const found = { preemptions: 0, interrupted: 0, chunkWait: 0, generationWait: 0 };
  for (const variant of VARIANTS)
    everyRun(variant, ({ entries, run }) => {
      for (const outcome of run.requests.outcome)
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      for (const { preemptions, interrupted, chunkWait, wait } of entries) {
        found.preemptions += preemptions;
        found.interrupted += Number(interrupted);
        found.chunkWait += Number(chunkWait > 0);
        found.generationWait += Number(wait > 1e-6);
      }
    });
  expect(outcomes.size).toBe(4);
  for (const count of [...outcomes.values(), ...Object.values(found)])
    expect(count).toBeGreaterThan(10);
});

test('prompts that take turns wait between chunks, decodes wait for prompts that go first', () => {
  const waits = (name: string, of: (entry: Entry) => number) => {
    let sum = 0;
    const variant = VARIANTS.find((one) => one.name === name) as Variant;
    everyRun(variant, ({ entries }) => {
      for (const entry of entries) if (entry.preemptions === 0) sum += of(entry);
    });
    return sum;
  };
  expect(waits('chunked-prefill, round-robin', ({ chunkWait }) => chunkWait)).toBeGreaterThan(1);
  expect(waits('chunked-prefill, ongoing-first', ({ chunkWait }) => chunkWait)).toBe(0);
  expect(waits('prefill-first', ({ wait }) => wait)).toBeGreaterThan(0.1);
});
