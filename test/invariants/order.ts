/** Causality, order, waits and Little’s law, over random scenarios of every policy. */
import { expect, test } from 'vitest';
import type { Engine } from '../../src/scenario/scenario.ts';
import { COMPLETED } from '../../src/simulation/requests.ts';
import type { Variant } from './cases.ts';
import { sum } from './counting.ts';
import type { Ledger, Pass } from './ledger.ts';
import { everyRun, must } from './runs.ts';

const isIncreasing = (values: readonly number[], strictly = true) =>
  values.every((value, i) => {
    const before = i === 0 ? -Infinity : (values[i - 1] as number);
    return value > before || (!strictly && value === before);
  });
const overtakes = ({ chunkOrder }: Engine) => chunkOrder === 'shortest-remaining';

export function order(variant: Variant): void {
  test('arrival ≤ first chunk < first token ≤ last token; tokens and chunks in order', () =>
    everyRun(variant, ({ entries, run: { requests } }, { scenario: { engine } }) => {
      const oneByOne = engine.speculation === undefined;
      entries.forEach(({ tokens, chunks }, row) => {
        if (requests.outcome[row] !== COMPLETED) return;
        const at = (column: ArrayLike<number>) => column[row] as number;
        const [arrival, started] = [at(requests.arrival), at(requests.started)];
        const [first, left] = [at(requests.firstToken), at(requests.left)];
        must(
          started === chunks[0] && first === tokens[0] && left === tokens.at(-1),
          () => `${row}`,
        );
        must(arrival <= started && started < first && first <= left, () => `request ${row}`);
        const inOrder = isIncreasing(tokens, oneByOne) && isIncreasing(chunks);
        must(inOrder, () => `tokens of ${row}: ${tokens}`);
      });
    }));

  test('an engine runs one iteration after the other, and rests only when nobody waits', () =>
    everyRun(variant, (ledger) => {
      for (const { id } of ledger.engines) {
        const own = ledger.passes.filter(({ engine }) => engine === id);
        own.slice(1).forEach((pass, i) => {
          const { start, duration } = own[i] as Pass;
          const end = start + duration;
          must(pass.start >= end, () => `engine ${id}: ${pass.start} before ${end}`);
          if (pass.start > end) must(restsInPeace(ledger, id, end, pass.start), () => `at ${end}`);
        });
      }
    }));

  test('first chunks begin in order of arrival, but for the shortest first', () =>
    everyRun(variant, ({ run: { requests } }, { scenario }) => {
      const started = [...requests.started].filter((time) => !Number.isNaN(time));
      const inOrder = started.every((time, i) => i === 0 || time >= (started[i - 1] as number));
      must(inOrder || overtakes(scenario.engine), () => `${started}`);
    }));

  test('the wait between chunks is that counted, and none where begun prompts go first', () =>
    everyRun(variant, ({ entries, run: { requests } }, { scenario: { engine } }) => {
      const first = (engine.chunkOrder ?? 'ongoing-first') === 'ongoing-first';
      const none = first && engine.wholeChunks !== true;
      entries.forEach(({ chunkWait, interrupted }, row) => {
        const found = requests.chunkWait[row] as number;
        must(Math.abs(found - chunkWait) < 1e-9, () => `request ${row}: ${found}, ${chunkWait}`);
        must(!none || interrupted || found === 0, () => `request ${row} waits ${found}`);
      });
    }));

  test('decodes wait only where prompts have iterations of their own, or after a preemption', () =>
    everyRun(variant, ({ entries }, { scenario: { engine } }) => {
      if (engine.policy !== 'chunked-prefill') return;
      for (const { wait, preemptions } of entries)
        must(preemptions > 0 || Math.abs(wait) < 1e-9, () => `waits ${wait}`);
    }));

  test('Little’s law: requests in the system, over time, are the sum of their times in it', () =>
    everyRun(variant, ({ passes, engines, run: { requests } }) => {
      if (engines.length > 1) return; // no iteration sees the whole system
      const { arrival, left, outcome } = requests;
      const lost = left.filter((_, row) => outcome[row] !== COMPLETED);
      const area = passes.map(({ start, duration, waiting, prompts, decodes }) => {
        const present = waiting.length + prompts.length + decodes.length;
        const end = start + duration;
        return present * duration + rest(arrival, start, end) - rest(lost, start, end);
      });
      const sojourns = sum([...left].map((time, row) => time - (arrival[row] as number)));
      expect(Math.abs(sum(area) - sojourns)).toBeLessThan(1e-8 * (1 + sojourns));
    }));
}

/** Σ (end − time) of the times between start and end. */
function rest(times: Float64Array, start: number, end: number): number {
  return sum([...times].map((time) => (time > start && time < end ? end - time : 0)));
}

/** Nobody is there for an engine to work on between two times, and then somebody comes. */
function restsInPeace(ledger: Ledger, id: number, from: number, to: number): boolean {
  const { engines, run } = ledger;
  const pool = engines.filter(({ waiting }) => waiting === engines[0]?.waiting).length;
  const stays = id < pool ? queueStays(ledger, engines.length > 1) : decodeStays(ledger, id);
  const comes = stays.some(([start]) => start === to) || run.requests.arrival.includes(to);
  return comes && stays.every(([start, end]) => start >= to || end <= from);
}

type Stay = readonly [start: number, end: number];

/** When each request was there for the engines that requests come to. */
function queueStays({ run: { requests } }: Ledger, endsWithStart: boolean): readonly Stay[] {
  const { arrival, started } = requests;
  const end = (row: number) =>
    endsWithStart && !Number.isNaN(started[row] as number) ? started[row] : requests.left[row];
  const stays = [...arrival].map((start, row): Stay => [start, end(row) as number]);
  return stays.filter(([start, left]) => left > start); // some were turned away at once
}

/** When each request was at a decode engine. */
function decodeStays({ entries, scenario, run }: Ledger, id: number): readonly Stay[] {
  const { base = 0, perToken = 0 } = scenario.engine.disaggregation?.transfer ?? {};
  return entries.flatMap(({ tokens }, row): Stay[] => {
    if (run.requests.engine[row] !== id || tokens.length < 2) return [];
    const transfer = base + perToken * (run.requests.prompt[row] as number);
    return [[(tokens[0] as number) + transfer, tokens.at(-1) as number]];
  });
}
