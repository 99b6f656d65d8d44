import { describe, expect, test } from 'vitest';
import { largestBatch } from '../../src/analysis/largest-batch.ts';
import { predict } from '../../src/analysis/predict.ts';
import { predictMeans } from '../../src/analysis/predict-means.ts';
import { solve } from '../../src/index.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { serving } from './scenarios.ts';

/** Every door to the formulas. */
const ASK: readonly (readonly [string, (scenario: Scenario) => unknown])[] = [
  ['predict', predict],
  ['predictMeans', predictMeans],
  ['solve', solve],
  ['solve --fixed', (scenario) => solve(scenario, { fixed: true })],
  ['largestBatch', (scenario) => largestBatch(scenario, 0.05)],
];
const MORE = 'for the formulas (slaq simulate runs the others)';

describe.each(ASK)('%s', (_, ask) => {
  test('refuses everything the formulas do not cover, at once', () => {
    const scenario = serving({
      engine: {
        chunkOrder: 'round-robin',
        chunkSize: 64,
        wholeChunks: true,
        queueLimit: 0,
      },
      traffic: { patience: 10 },
    });
    const arrivals = { process: 'closed', clients: 3 } as const;
    expect(() => ask({ ...scenario, traffic: { ...scenario.traffic, arrivals } })).toThrow(
      [
        `engine.chunkOrder: given "round-robin", allowed ongoing-first with wholeChunks ${MORE}`,
        `engine.queueLimit: given 0, allowed no limit ${MORE}`,
        `traffic.arrivals.process: given "closed", allowed poisson, schedule, gamma, weibull, hyperexponential ${MORE}`,
        `traffic.patience: given 10, allowed no patience ${MORE}`,
      ].join('\n'),
    );
  });

  test('refuses bursts under a policy that has formulas for Poisson arrivals only', () => {
    const scenario = serving({ engine: { policy: 'disaggregated' } });
    const arrivals = { process: 'gamma', rate: 8, scv: 3 } as const;
    expect(() => ask({ ...scenario, traffic: { ...scenario.traffic, arrivals } })).toThrow(
      `traffic.arrivals.process: given "gamma", allowed poisson, schedule ${MORE}`,
    );
  });

  test('tells what is wrong beside what is not covered', () =>
    expect(() => ask(serving({ engine: { queueLimit: 3, maxBatchSize: 0 }, rate: -1 }))).toThrow(
      [
        'engine.maxBatchSize: given 0, allowed a whole number ≥ 1',
        'traffic.arrivals.rate: given -1, allowed a finite number > 0',
        `engine.queueLimit: given 3, allowed no limit ${MORE}`,
      ].join('\n'),
    ));

  test('answers the same where the defaults are written out', () => {
    const engine = { maxBatchSize: 16, kvCapacity: 40_000 };
    const chunks = { chunkOrder: 'ongoing-first', wholeChunks: false } as const;
    const cache = { preemption: 'recompute', kvBlockSize: 16, kvWatermark: 0.01 } as const;
    const sla = { ttft: { p99: 2 } };
    const written = ask(serving({ engine: { ...engine, ...chunks, ...cache }, sla }));
    expect(written).toEqual(ask(serving({ engine, sla })));
  });

  test('answers speculative decoding, and otherwise than without', () => {
    const sla = { ttft: { p99: 2 } };
    const drafts = { draftTokens: 3, acceptance: 0.7 };
    const answer = ask(serving({ engine: { speculation: drafts }, sla }));
    expect(answer).not.toEqual(ask(serving({ sla })));
    expect(() => ask(serving({ engine: { speculation: { ...drafts, draftTokens: 15 } } }))).toThrow(
      'engine.tokenBudget: given 1024, allowed more than 1024, maxBatchSize · (1 + speculation.draftTokens)',
    );
  });

  test.each([{ preemption: 'reserve' }, { kvBlockSize: 128 }, { kvWatermark: 0.2 }] as const)(
    'answers %o, and otherwise than without',
    (cache) => {
      const engine = { maxBatchSize: 512, kvCapacity: 20_000 };
      const sla = { ttft: { p99: 2 } };
      const answer = ask(serving({ engine: { ...engine, ...cache }, sla }));
      expect(answer).not.toEqual(ask(serving({ engine, sla })));
    },
  );

  test('refuses classes and priorities where they have no formula, and says where they have one', () => {
    const classes = ['a', 'b'].map((name, priority) => ({ name, share: 1, priority }));
    const of = (engine: Partial<Scenario['engine']>, traffic = {}) =>
      serving({ engine, traffic: { classes, ...traffic } });
    expect(() => ask(of({ policy: 'static' }))).toThrow(
      `engine.policy: given "static", allowed chunked-prefill or prefill-first with classes ${MORE}`,
    );
    expect(() => ask(of({ policy: 'prefill-first' }))).toThrow(
      `engine.policy: given "prefill-first", allowed chunked-prefill where classes differ in priority ${MORE}`,
    );
    expect(() => ask(of({ wholeChunks: true, chunkSize: 64 }))).toThrow(
      `engine.wholeChunks: given true, allowed false where classes differ in priority ${MORE}`,
    );
    const router = { replicas: 2, router: 'least-loaded' } as const;
    expect(() => ask({ ...of({}), deployment: router })).toThrow(
      `deployment.router: given "least-loaded", allowed random where classes differ in priority ${MORE}`,
    );
  });
});
