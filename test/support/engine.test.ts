import { expect, test } from 'vitest';
import { measuredIterations, measuredRequests, perIteration, SEGMENTS } from './engine/summary.ts';
import { type Experiment, type ObservedIteration, simulateEngine } from './engine.ts';

const total = (values: Float64Array) => values.reduce((sum, x) => sum + x, 0);

test('a lone request takes the time of its chunks and of its growing context', () => {
  const run = simulateEngine({
    arrivalRate: 1e-6,
    iterationTime: (batch) =>
      0.003 +
      2e-5 * batch.prefillTokens +
      3e-9 * batch.attentionPairs +
      5e-8 * batch.prefillContext +
      7e-5 * batch.decodeRequests +
      4e-7 * batch.contextTokens,
    engine: { maxBatchSize: 8, tokenBudget: 2048, chunkSize: 300 },
    promptTokens: { distribution: 'fixed', value: 1000 },
    outputTokens: { distribution: 'fixed', value: 4 },
    cachedPrefix: { share: 0.25 },
    requests: 20,
    seed: 1,
  });
  // Chunks of 300, 300 and 150 tokens after 250 cached ones; the contexts end at 550, 850, 1000.
  const prefill = 3 * 0.003 + 750 * 2e-5 + ((1000 ** 2 - 250 ** 2) / 2) * 3e-9 + 2400 * 5e-8;
  const decodes = 3 * (0.003 + 7e-5) + (1001 + 1002 + 1003) * 4e-7;
  const { prefillWait, chunkWait, ttft, e2e } = run.requests;
  for (const row of [0, 7, 19]) {
    expect(prefillWait[row]).toBe(0);
    expect(chunkWait[row]).toBeCloseTo(0, 6);
    expect(ttft[row]).toBeCloseTo(prefill, 6);
    expect(e2e[row]).toBeCloseTo(prefill + decodes, 6);
  }
});

// An engine with both limits at work: slots are short and prompts come in several chunks.
const busyEngine: Omit<Experiment, 'seed'> = {
  arrivalRate: 6.5,
  iterationTime: (batch) =>
    0.006 + 2.5e-5 * batch.prefillTokens + 1e-9 * batch.attentionPairs + 4e-8 * batch.contextTokens,
  engine: { maxBatchSize: 24, tokenBudget: 512, chunkSize: 500 },
  promptTokens: { distribution: 'lognormal', mean: 700, cv: 1.2, max: 8000 },
  outputTokens: { distribution: 'gamma', mean: 200, cv: 0.9 },
  requests: 3000,
  warmUp: 0,
  following: 0,
};

/** A run from the first arrival until the last request has left, with every iteration. */
function wholeRun(arrivalRate: number) {
  const iterations: ObservedIteration[] = [];
  const onIteration = (iteration: ObservedIteration) => iterations.push(iteration);
  const run = simulateEngine({ ...busyEngine, arrivalRate, seed: 5, onIteration });
  return { iterations, ...run };
}
const whole = wholeRun(busyEngine.arrivalRate);
const light = wholeRun(0.7); // mostly empty

test('no iteration is over the token budget, the chunk size or the slots', () => {
  const { maxBatchSize, tokenBudget, chunkSize = 0 } = busyEngine.engine;
  for (const { batch } of whole.iterations) {
    expect(batch.prefillTokens + batch.decodeRequests).toBeLessThanOrEqual(tokenBudget);
    expect(batch.prefillTokens).toBeLessThanOrEqual(chunkSize);
    expect(batch.prefillRequests + batch.decodeRequests).toBeLessThanOrEqual(maxBatchSize);
  }
});

test('a request waits only for a slot or for room', () => {
  const { maxBatchSize, tokenBudget, chunkSize = 0 } = busyEngine.engine;
  for (const { batch, waiting } of whole.iterations) {
    const room = Math.min(tokenBudget - batch.decodeRequests, chunkSize);
    const slots = batch.prefillRequests + batch.decodeRequests;
    expect(waiting === 0 || slots === maxBatchSize || batch.prefillTokens === room).toBe(true);
  }
  expect(whole.iterations.some(({ waiting }) => waiting > 0)).toBe(true);
});

test.each([whole, light])(
  'iterations follow each other, or start with the arrival that ends an idle time',
  (run) => {
    const arrivals = [...run.requests.arrival];
    let [end, next] = [0, 0];
    for (const { start, duration } of run.iterations) {
      const seen = arrivals.findIndex((time, row) => row >= next && time > start);
      const arrived = seen < 0 ? arrivals.length : seen;
      if (start !== end) {
        expect(start).toBeGreaterThan(end);
        expect(arrivals[next]).toBe(start); // nothing arrived between `end` and `start`
        const left = run.requests.e2e.slice(0, next).map((e2e, row) => e2e + (arrivals[row] ?? 0));
        expect(Math.max(0, ...left.slice(-50))).toBeLessThanOrEqual(end + 1e-9);
      }
      next = arrived;
      end = start + duration;
    }
  },
);

test('all tokens are computed once, and all requests leave', () => {
  const { promptTokens, outputTokens } = whole.requests;
  const computed = whole.iterations.reduce((sum, { batch }) => sum + batch.prefillTokens, 0);
  const decoded = whole.iterations.reduce((sum, { batch }) => sum + batch.decodeRequests, 0);
  expect(computed).toBe(total(promptTokens));
  expect(decoded).toBe(total(outputTokens) - outputTokens.length);
});

test('prefill wait ≤ TTFT ≤ E2E, and E2E = TTFT + Σ TBT over the iterations in between', () => {
  const { arrival, prefillWait, chunkWait, ttft, e2e, outputTokens } = whole.requests;
  const ends = whole.iterations.map(({ start, duration }) => start + duration);
  const places = new Map(ends.map((end, place) => [end, place]));
  for (const [row, arrived] of arrival.entries()) {
    const [wait = -1, first = -1, last = -1] = [prefillWait[row], ttft[row], e2e[row]];
    expect(chunkWait[row]).toBe(0);
    expect(wait).toBeGreaterThanOrEqual(0);
    expect(first).toBeGreaterThan(wait);
    const [from, to] = [
      nearest(places, ends, arrived + first),
      nearest(places, ends, arrived + last),
    ];
    const gaps = whole.iterations.slice(from + 1, to + 1).map(({ duration }) => duration);
    expect(gaps.length).toBe((outputTokens[row] ?? 0) - 1);
    expect(first + gaps.reduce((sum, gap) => sum + gap, 0)).toBeCloseTo(last, 8);
  }
});

/** Place of the iteration that ends at a time, found within rounding. */
function nearest(places: Map<number, number>, ends: readonly number[], time: number): number {
  return places.get(time) ?? ends.findIndex((end) => end > time - 1e-9);
}

test.each([whole, light])(
  'Little’s law: requests in the system and decodes, over time, are Σ sojourn and Σ decoding',
  (run) => {
    const { arrival, ttft, e2e } = run.requests;
    let [inSystem, decoding, next] = [0, 0, 0];
    for (const { start, duration, batch, waiting } of run.iterations) {
      const end = start + duration;
      decoding += batch.decodeRequests * duration;
      inSystem += (waiting + batch.prefillRequests + batch.decodeRequests) * duration;
      while ((arrival[next] ?? Infinity) <= start) next += 1;
      for (; (arrival[next] ?? Infinity) <= end; next++) inSystem += end - (arrival[next] ?? end);
    }
    expect(inSystem / total(e2e)).toBeCloseTo(1, 9);
    expect(decoding / (total(e2e) - total(ttft))).toBeCloseTo(1, 9);
  },
);

test('counts of the iterations agree with the iterations', () => {
  const [tally] = whole.segments;
  const { length } = whole.iterations;
  const context = whole.iterations.reduce((sum, { batch }) => sum + batch.contextTokens, 0);
  const busy = whole.iterations.reduce((sum, { duration }) => sum + duration, 0);
  expect(tally).toMatchObject({ iterations: length, contextTokens: context });
  expect(tally?.busy).toBeCloseTo(busy, 6);
});

test('a summary has the mean identity E[E2E] = E[TTFT] + E[N−1]·E[TBT] and ordered percentiles', () => {
  const { warmUp: _, following: __, ...engine } = busyEngine;
  const run = simulateEngine({ ...engine, requests: 20_000, segments: SEGMENTS, seed: 3 });
  const tbt = measuredIterations(run, 'tbt');
  const [ttft, e2e] = [measuredRequests(run, 'ttft'), measuredRequests(run, 'e2e')];
  const decoded = total(run.requests.outputTokens) / 20_000 - 1;
  const sum = ttft.value.mean + decoded * tbt.value.mean;
  expect(sum / e2e.value.mean).toBeCloseTo(1, 2);
  for (const { value, halfWidth } of [tbt, ttft, e2e]) {
    expect([value.p50, value.p90, value.p95, value.p99]).toEqual(
      [value.p50, value.p90, value.p95, value.p99].toSorted((a, b) => a - b),
    );
    expect(halfWidth.mean).toBeGreaterThan(0);
    expect(halfWidth.mean).toBeLessThan(value.mean / 3);
  }
  expect(perIteration(run, 'decodes')).toBeLessThan(24);
});

test('the same seed gives the same bytes, another seed others', () => {
  const run = (seed: number, outputTokens = busyEngine.outputTokens) =>
    simulateEngine({ ...busyEngine, requests: 500, outputTokens, seed }).requests;
  expect(run(9)).toEqual(run(9));
  expect(run(10).e2e).not.toEqual(run(9).e2e);
  const shorter = run(9, { distribution: 'fixed', value: 3 }); // streams do not disturb each other
  expect(shorter.arrival).toEqual(run(9).arrival);
  expect(shorter.promptTokens).toEqual(run(9).promptTokens);
});
