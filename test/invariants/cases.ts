/** Random engines of every policy, random requests, and the faults that break simulators. */
import { gammaDraw, type Random, randomStream } from '../../src/numerics/random.ts';
import type {
  CachedPrefix,
  ChunkOrder,
  Engine,
  LengthLaw,
  Policy,
  Scenario,
  Speculation,
} from '../../src/scenario/scenario.ts';

export interface Variant {
  readonly name: string;
  readonly engine: {
    readonly policy: Policy;
    readonly chunkOrder?: ChunkOrder;
    readonly wholeChunks?: boolean;
    readonly pools?: readonly [prefill: number, decode: number];
    readonly speculation?: Speculation;
  };
}

const chunked = (chunkOrder: ChunkOrder, wholeChunks = false): Variant => ({
  name: `chunked-prefill, ${chunkOrder}${wholeChunks ? ', whole chunks' : ''}`,
  engine: { policy: 'chunked-prefill', chunkOrder, wholeChunks },
});

/** The same with drafts; these runs have preemptions, static batches and pools as well. */
const drafting = (
  policy: Policy,
  speculation: Speculation,
  pools?: Variant['engine']['pools'],
): Variant => ({
  name: `${policy}, ${speculation.draftTokens} drafts`,
  engine: { policy, speculation, ...(pools === undefined ? {} : { pools }) },
});

export const VARIANTS: readonly Variant[] = [
  chunked('ongoing-first'),
  chunked('round-robin'),
  chunked('shortest-remaining'),
  chunked('ongoing-first', true),
  chunked('round-robin', true),
  { name: 'prefill-first', engine: { policy: 'prefill-first' } },
  { name: 'decode-first', engine: { policy: 'decode-first' } },
  { name: 'static', engine: { policy: 'static' } },
  ...([1, 2, 3] as const).map(
    (pool): Variant => ({
      name: `disaggregated, ${pool} and ${4 - pool}`,
      engine: { policy: 'disaggregated', pools: [pool, 4 - pool] },
    }),
  ),
  drafting('chunked-prefill', { draftTokens: 2, acceptance: 0.7, draftTime: 1e-3 }),
  drafting('prefill-first', { draftTokens: 5, acceptance: 0.9 }),
  drafting('decode-first', { draftTokens: 3, acceptance: 0 }),
  drafting('static', { draftTokens: 4, acceptance: 0.8 }),
  drafting('disaggregated', { draftTokens: 3, acceptance: 1, draftTime: 1e-3 }, [2, 2]),
];

export interface Case {
  readonly seed: number;
  readonly scenario: Scenario;
}

/** A different engine and traffic for every seed; all requests come to an end. */
export function caseOf({ engine }: Variant, seed: number): Case {
  const random = randomStream(seed, `invariants of ${JSON.stringify(engine)}`);
  const pick = <T>(...values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const prompts = pick(4, 12, 60);
  const outputs = pick(1, 3, 20, 40);
  const limits = limitsOf(engine, pick);
  const patience = pick(undefined, undefined, 0.2);
  const cachedPrefix = pick<CachedPrefix | undefined>(undefined, { share: 0.4 }, { tokens: 7 });
  return {
    seed,
    scenario: {
      iterationTime: ({ prefillTokens, decodeRequests, contextTokens, attentionPairs, ...rest }) =>
        4e-3 +
        1e-4 * prefillTokens +
        2e-4 * (rest.decodeTokens ?? decodeRequests) +
        2e-6 * contextTokens +
        1e-7 * attentionPairs,
      engine: { ...limits, ...memoryOf(prompts, outputs, pick) },
      traffic: {
        arrivals: { process: 'trace', times: arrivalTimes(random, pick(0.3, 1, 4) / outputs) },
        promptTokens: lawOf(prompts, pick),
        outputTokens: lawOf(outputs, pick),
        ...(patience === undefined ? {} : { patience }),
        ...(cachedPrefix === undefined ? {} : { cachedPrefix }),
      },
      sla: {},
    },
  };
}

type Pick = <T>(...values: readonly T[]) => T;

function limitsOf(
  { policy, chunkOrder, wholeChunks, pools, speculation }: Variant['engine'],
  pick: Pick,
): Engine {
  const maxBatchSize = pick(1, 3, 8, 30);
  const tokenBudget = maxBatchSize * (1 + (speculation?.draftTokens ?? 0)) + pick(1, 10, 64);
  const chunkSize =
    wholeChunks === true ? pick(1, Math.min(8, tokenBudget)) : pick(undefined, 1, 9);
  const queueLimit = pick(undefined, undefined, undefined, 0, 5);
  return {
    ...{ policy, maxBatchSize, tokenBudget, gpuMemoryUtilization: 0.9 },
    ...(chunkOrder === undefined
      ? {}
      : {
          chunkOrder,
          ...(chunkSize === undefined ? {} : { chunkSize: Math.min(chunkSize, tokenBudget) }),
        }),
    ...(wholeChunks === true ? { wholeChunks } : {}),
    ...(speculation === undefined ? {} : { speculation }),
    ...(queueLimit === undefined ? {} : { queueLimit }),
    ...(pools === undefined
      ? {}
      : {
          disaggregation: {
            ...{ prefillEngines: pools[0], decodeEngines: pools[1] },
            transfer: pick({ base: 0, perToken: 0 }, { base: 1e-3, perToken: 1e-4 }),
          },
        }),
  };
}

/** From no limit to so little that many never fit. */
function memoryOf(prompts: number, outputs: number, pick: Pick): Partial<Engine> {
  const together = prompts + outputs;
  const kvCapacity = pick(undefined, 4 * together, 2 * together, Math.ceil(1.2 * together));
  return kvCapacity === undefined
    ? {}
    : {
        ...{ kvCapacity, kvBlockSize: pick(1, 7, 16), kvWatermark: pick(0, 0.01, 0.2) },
        preemption: pick('recompute', 'recompute', 'recompute', 'reserve'),
      };
}

function lawOf(mean: number, pick: Pick): LengthLaw {
  return pick<LengthLaw>(
    { distribution: 'fixed', value: mean },
    { distribution: 'uniform', min: 1, max: 2 * mean },
    { distribution: 'lognormal', mean, cv: 1, max: 4 * mean },
  );
}

const REQUESTS = 60;

/** Bunched, some at the same instant. */
function arrivalTimes(random: Random, perIteration: number): readonly number[] {
  const gap = gammaDraw(random, 6e-3 / perIteration, 3);
  let time = 0;
  return Array.from({ length: REQUESTS }, () => {
    if (random() < 0.9) time += gap();
    return time;
  });
}
