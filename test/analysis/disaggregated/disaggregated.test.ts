/** Disaggregated serving against queues of textbooks, and what must hold at any rate. */
import { describe, expect, test } from 'vitest';
import {
  fixedServiceFactor,
  waitWithManyServers,
} from '../../../src/analysis/disaggregated/many-servers.ts';
import { openAnalysis } from '../../../src/analysis/open.ts';
import { prepare } from '../../../src/analysis/prepare.ts';
import type { LengthLaw, LinearTime } from '../../../src/scenario/scenario.ts';
import { METRICS, STATISTICS } from '../../../src/scenario/scenario.ts';
import { pools } from './scenarios.ts';

const fixed = (value: number): LengthLaw => ({ distribution: 'fixed', value });
/** Time in proportion to the prompt tokens, and the same for every decode iteration. */
const PLAIN: LinearTime = {
  ...{ kind: 'linear', base: 0, perPrefillToken: 40e-6, perAttentionPair: 0 },
  ...{ perDecodeRequest: 0, perContextToken: 0 },
};
const even = (share: number): LengthLaw => ({
  ...{ distribution: 'empirical', values: [400, 1600] },
  weights: [1 - share, share],
});

function erlangC(servers: number, load: number): number {
  let lost = 1;
  for (let i = 1; i <= servers; i++) lost = (load * lost) / (i + load * lost);
  return lost / (1 - (load / servers) * (1 - lost));
}

/** Mean wait in services: number in the system from one service time to the next, by repetition. */
function waitOfMDk(servers: number, utilization: number): number {
  const load = servers * utilization;
  const most = Math.ceil(load + 20 + 20 / (1 - utilization));
  const come = [Math.exp(-load)];
  for (let a = 1; a <= most; a++) come.push(((come[a - 1] as number) * load) / a);
  let law: number[] = Array.from({ length: most + 1 }, (_, n) => (n === 0 ? 1 : 0));
  for (let step = 0; step < 600; step++) {
    const next = law.map(() => 0);
    law.forEach((p, n) => {
      const left = Math.max(0, n - servers);
      for (let a = 0; left + a <= most; a++)
        next[left + a] = (next[left + a] as number) + p * (come[a] as number);
    });
    law = next;
  }
  return law.reduce((sum, p, n) => sum + p * Math.max(0, n - servers), 0) / load;
}

describe('the prefill pool', () => {
  test.each([
    ['M/D/1', fixed(700), 1],
    ['M/G/1', even(0.3), 1],
  ])('with one prompt a batch is %s', (_, promptTokens, most) => {
    const scenario = pools(
      {},
      {
        time: { ...PLAIN, base: 1e-9 },
        engine: { maxBatchSize: most },
        traffic: { promptTokens, outputTokens: fixed(1) },
      },
    );
    const { workload } = prepare(scenario).server;
    const { mean, secondMoment } = workload.prompts;
    const [service, square] = [mean * 40e-6, secondMoment * 1.6e-9];
    for (const load of [0.3, 0.6, 0.9]) {
      const answer = openAnalysis(scenario).at(load / service);
      const wait = ((load / service) * square) / (2 * (1 - load));
      expect(answer.utilization).toBeCloseTo(load, 3);
      expect(answer.queues.prefillWait.mean / wait).toBeCloseTo(1, 1.5);
      expect(Math.abs(answer.queues.prefillWait.mean / wait - 1)).toBeLessThan(0.02);
      expect(Math.abs(answer.ttft.mean / (wait + service) - 1)).toBeLessThan(0.02);
    }
  });

  const oneByOne = (engines: number, promptTokens: LengthLaw) =>
    openAnalysis(
      pools(
        { prefillEngines: engines },
        {
          time: { ...PLAIN, base: 1e-9 },
          engine: { maxBatchSize: 1 },
          traffic: { promptTokens, outputTokens: fixed(1) },
        },
      ),
    );

  test.each([2, 3, 4])('%d engines with exponential prompts one by one are M/M/k', (engines) => {
    const { at } = oneByOne(engines, { distribution: 'exponential', mean: 1000, max: 20_000 });
    for (const load of [0.3, 0.6, 0.8]) {
      const { queues, ttft } = at((load * engines) / 0.04);
      const wait = (erlangC(engines, load * engines) * 0.04) / engines / (1 - load);
      expect(Math.abs(queues.prefillWait.mean / wait - 1)).toBeLessThan(0.05);
      expect(Math.abs(ttft.mean / (wait + 0.04) - 1)).toBeLessThan(0.03);
    }
  });

  // The wait in M/D/k, exactly, by its chain from one service time to the next (C. D. Crommelin,
  // Post Office Electrical Engineers' Journal 25 (1932)).
  test.each([2, 3, 4])('%d engines with fixed prompts one by one are M/D/k', (engines) => {
    const { at } = oneByOne(engines, fixed(1000));
    for (const load of [0.3, 0.6, 0.9]) {
      const { mean } = at((load * engines) / 0.04).queues.prefillWait;
      expect(Math.abs(mean / (0.04 * waitOfMDk(engines, load)) - 1)).toBeLessThan(0.035);
    }
  });

  test('prompts of exactly a quarter of the budget go four at a time', () => {
    const scenario = pools(
      { prefillEngines: 3 },
      {
        time: { ...PLAIN, base: 0.01 },
        engine: { tokenBudget: 2048 },
        traffic: { promptTokens: fixed(512), outputTokens: fixed(1) },
      },
    );
    const { maxArrivalRate, bottleneck } = openAnalysis(scenario).at(1);
    expect(maxArrivalRate).toBeCloseTo((3 * 4) / (0.01 + 2048 * 40e-6), 6);
    expect(bottleneck).toBe('prefillEngines');
  });
});

describe('the decode pool', () => {
  const chat = pools({ decodeEngines: 2 }, { engine: { maxBatchSize: 8, tokenBudget: 8192 } });

  test('the limit is that of full batches on all engines', () => {
    const { server, analysis } = prepare(chat);
    const { outputs, meanDecodeContext: s } = server.workload;
    const { arrivalRate, bottleneck } = analysis.limits;
    const most = (2 * 8) / (outputs.decodeMean * server.time(0, 0, 8, 8 * s));
    expect(arrivalRate).toBeCloseTo(most, 9);
    expect(bottleneck).toBe('decodeEngines');
  });

  test('transfers are in the first gap, and nowhere else', () => {
    const near = openAnalysis(chat).at(1);
    const far = openAnalysis(
      pools(
        { decodeEngines: 2, transfer: { base: 0.5, perToken: 1e-5 } },
        { engine: { maxBatchSize: 8, tokenBudget: 8192 } },
      ),
    ).at(1);
    const { prompts, outputs } = prepare(chat).server.workload;
    const sent = 0.5 + 1e-5 * prompts.meanLength;
    expect(far.ttft).toEqual(near.ttft);
    expect(far.e2e.mean - near.e2e.mean).toBeCloseTo(sent * outputs.decodes, 3);
    expect(far.queues.generationWait.mean - near.queues.generationWait.mean).toBeCloseTo(
      (sent * outputs.decodes) / outputs.decodeMean,
      5,
    );
    expect(far.memory.kvUsed).toBeCloseTo(near.memory.kvUsed, 6);
  });

  test('the cache of one engine holds the context of those that decode', () => {
    const rate = 2;
    const answer = openAnalysis(chat).at(rate);
    const { outputs, meanDecodeContext } = prepare(chat).server.workload;
    const gap = answer.tbt.mean - answer.queues.generationWait.mean;
    const held = ((rate * outputs.decodeMean * gap) / 2) * meanDecodeContext;
    expect(Math.abs(answer.memory.kvUsed / held - 1)).toBeLessThan(0.02);
  });

  test('few tokens of KV cache are the bottleneck', () => {
    const engine = { maxBatchSize: 64, tokenBudget: 8192, kvCapacity: 30_000 };
    const { bottleneck, maxArrivalRate } = openAnalysis(pools({}, { engine })).at(1);
    expect(bottleneck).toBe('kvCache');
    const more = openAnalysis(pools({}, { engine: { ...engine, kvCapacity: 40_000 } }));
    expect(more.maxArrivalRate).toBeGreaterThan(maxArrivalRate);
  });
});

// Kimura's interpolation ends in the two queues it is made of.
test('many servers: one with exponential service is M/M/1, with fixed service M/D/1', () => {
  const queue = { servers: 1, utilization: 0.8, serviceTime: 3, interarrivalScv: 1 };
  expect(waitWithManyServers({ ...queue, serviceScv: 1 })).toBeCloseTo(3 / 0.2, 12);
  expect(waitWithManyServers({ ...queue, serviceScv: 0 })).toBeCloseTo(1.5 / 0.2, 12);
  // M/D/10 at ρ = 0.8: 0.62 of M/M/10 (Cosmetatos 1975).
  expect(fixedServiceFactor(10, 0.8)).toBeCloseTo(0.55, 1);
  expect(fixedServiceFactor(200, 0.2)).toBe(1);
});

describe.each([
  ['chat', pools({ transfer: { base: 2e-3, perToken: 1e-6 } })],
  [
    'many engines',
    pools({ prefillEngines: 3, decodeEngines: 4 }, { engine: { maxBatchSize: 12 } }),
  ],
  [
    'prompts only',
    pools({ prefillEngines: 2 }, { traffic: { promptTokens: even(0.4), outputTokens: fixed(1) } }),
  ],
])('%s', (_, scenario) => {
  const { at, maxArrivalRate } = openAnalysis(scenario);

  test('latencies are numbers in order, and grow with the load', () => {
    let before = 0;
    for (const load of [0.01, 0.2, 0.5, 0.8, 0.95, 0.99]) {
      const answer = at(load * maxArrivalRate);
      for (const metric of METRICS) {
        const { mean, ...percentiles } = answer[metric];
        expect(mean).toBeGreaterThanOrEqual(0);
        const values = STATISTICS.filter((name) => name !== 'mean').map(
          (name) => percentiles[name],
        );
        expect(values).toEqual([...values].sort((a, b) => a - b));
      }
      expect(answer.ttft.mean).toBeGreaterThanOrEqual(before * 0.998);
      before = answer.ttft.mean;
    }
    expect(at(1.1 * maxArrivalRate)).toMatchObject({ stable: false });
  });

  test('laws have all of their mass, and a step of the rate moves them little', () => {
    const { analysis } = prepare(scenario);
    for (const load of [0.3, 0.7, 0.9]) {
      const laws = analysis.laws(load * maxArrivalRate);
      const next = analysis.laws(1.001 * load * maxArrivalRate);
      for (const law of ['ttft', 'prefillWait', 'e2e'] as const)
        expect(laws[law].weight).toBeCloseTo(1, 3);
      expect(next.ttft.mean / laws.ttft.mean).toBeCloseTo(1, 1.7);
      expect(next.e2e.mean / laws.e2e.mean).toBeCloseTo(1, 1.7);
    }
  });

  test('the work of the prefill engines is that of the prompts: tokens in are tokens out', () => {
    const rate = 0.7 * maxArrivalRate;
    const { mean } = at(rate).batch;
    const { prompts, outputs } = prepare(scenario).server.workload;
    expect(mean.chunkTokens / mean.prefillRequests).toBeCloseTo(prompts.mean, 6);
    expect(mean.decodes / mean.prefillRequests).toBeCloseTo(outputs.decodeMean, 6);
  });
});

test.each([1, 3])(
  'by Little’s law the mean TTFT is that of its law, %i prefill engines',
  (count) => {
    const { at, means, maxArrivalRate } = openAnalysis(
      pools({ prefillEngines: count, decodeEngines: 4 }, { engine: { tokenBudget: 4096 } }),
    );
    for (const load of [0.05, 0.3, 0.6, 0.9, 0.98]) {
      const rate = load * maxArrivalRate;
      expect(Math.abs(means(rate).ttft / at(rate).ttft.mean - 1), `${load}`).toBeLessThan(0.04);
    }
  },
);
