/** Conservation: requests and tokens, over random scenarios of every policy. */
import { expect, test } from 'vitest';
import { recordRun } from '../../src/simulation/events.ts';
import { mergedTallies } from '../../src/simulation/measure/tally.ts';
import { COMPLETED, IN_SYSTEM } from '../../src/simulation/requests.ts';
import type { Variant } from './cases.ts';
import { sum } from './counting.ts';
import { everyRun, must } from './runs.ts';

export function conservation(variant: Variant): void {
  test('whoever arrives is completed, turned away, gives up or never fits', () =>
    everyRun(variant, ({ entries, run: { requests, arrived, record } }) => {
      expect(arrived).toBe(requests.arrival.length);
      expect([...requests.outcome]).not.toContain(IN_SYSTEM);
      expect([record.inSystem, record.remaining]).toEqual([0, 0]);
      entries.forEach(({ place }, row) => {
        const expected = requests.outcome[row] === COMPLETED ? 'gone' : 'waiting';
        must(place === expected, () => `request ${row} ends as ${place}`);
      });
    }));

  test('every token asked for is made once; every chunk is of a prompt, or lost with it', () =>
    everyRun(variant, ({ entries, passes, run: { requests } }) => {
      const at = (column: ArrayLike<number>, row: number) => column[row] as number;
      entries.forEach((entry, row) => {
        const done = requests.outcome[row] === COMPLETED;
        const { tokens, computed, target, lost, preemptions } = entry;
        const cached = at(requests.cached, row);
        const found = [tokens.length, computed, preemptions];
        const expected = done
          ? [at(requests.output, row), target - cached + lost, at(requests.preemptions, row)]
          : [0, 0, 0];
        must(String(found) === String(expected), () => `request ${row}: ${found} for ${expected}`);
        must(preemptions > 0 || lost === 0, () => `request ${row} was never preempted`);
        const grown = preemptions > 0 ? Infinity : at(requests.prompt, row);
        must(target <= grown, () => `request ${row} computes ${target} tokens`);
      });
      const computed = sum(passes.map(({ batch }) => batch.prefillTokens));
      expect(computed).toBe(sum(entries.map((entry) => entry.computed)));
    }));

  test('the sums of the simulator are those of the requests, counted one by one', () =>
    everyRun(variant, ({ entries, passes, run: { record } }) => {
      for (const { batch, chunks, prompts, claimed, counted, start } of passes) {
        const found = JSON.stringify(claimed);
        must(found === JSON.stringify(counted), () => `at ${start}: ${found}`);
        const { prefillTokens, prefillRequests } = batch;
        must(prefillTokens === sum(chunks.map(({ tokens }) => tokens)), () => `tokens at ${start}`);
        must(prefillRequests === chunks.length, () => `chunks at ${start}`);
        const isOfAPrompt = chunks.every(({ row, tokens }) => tokens > 0 && prompts.includes(row));
        must(isOfAPrompt, () => `a chunk of nothing at ${start}`);
      }
      const { sums, tbt, gapWait } = mergedTallies(record.segments);
      const tokens = entries.flatMap((entry) => (entry.tokens.length > 0 ? [entry.tokens] : []));
      expect(sums.iterations).toBe(passes.length);
      expect(tbt.weight).toBe(sum(tokens.map(({ length }) => length - 1)));
      const gaps = sum(tokens.map((times) => (times.at(-1) as number) - (times[0] as number)));
      expect(tbt.sum).toBeCloseTo(gaps, 8);
      expect(gapWait.weight).toBe(tbt.weight);
      expect(gapWait.sum).toBeCloseTo(sum(entries.map(({ wait }) => wait)), 6);
    }));

  test('recorded times are those counted: E2E = TTFT + Σ TBT, across preemptions too', () =>
    everyRun(variant, ({ entries }, { scenario, seed }) => {
      if (seed % 2 === 1) return; // a recorded run takes longer than the ledger
      const recorded = recordRun(scenario, { requests: entries.length, seed });
      const close = (a: number | null, b: number | undefined) =>
        Math.abs((a ?? Number.NaN) - (b ?? Number.NaN)) < 1e-8;
      for (const one of recorded.requests) {
        const times = recorded.tokenTimes(one.request);
        const { tokens, wait, chunks } = entries[one.request] as (typeof entries)[number];
        must(String(times) === String(tokens), () => `request ${one.request}: ${times}; ${tokens}`);
        if (one.outcome !== 'completed') continue;
        const at = (time: number | null) => one.arrival + (time ?? Number.NaN);
        const holds =
          close(at(one.prefillWait), chunks[0]) &&
          close(at(one.ttft), tokens[0]) &&
          close(at(one.e2e), tokens.at(-1)) &&
          close(one.generationWait, wait);
        must(holds, () => JSON.stringify({ one, tokens, wait, chunks }));
      }
    }));
}
