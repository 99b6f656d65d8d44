/** What one engine remembers between two iterations. Mutable: it is the innermost loop. */
import type { Batch } from '../../scenario/batch.ts';
import type { ChunkOrder } from '../../scenario/scenario.ts';
import type { RequestColumns } from '../requests.ts';
import { emptyCache, type KvCache, type KvLimits } from './kv-cache.ts';
import { emptyQueue, type RowQueue } from './row-queue.ts';

export interface EngineLimits extends KvLimits {
  readonly maxBatchSize: number;
  readonly tokenBudget: number;
  /** Infinity: what the budget leaves. */
  readonly chunkSize: number;
  readonly chunkOrder: ChunkOrder;
  readonly wholeChunks: boolean;
  /** Infinity without a limit. */
  readonly queueLimit: number;
  /** Seconds; Infinity without a limit. */
  readonly patience: number;
  /** Whether some requests that wait may pass others that came before. */
  readonly hasPriorities: boolean;
}

/** The engine as a policy sees it; a policy changes nothing. */
export interface EngineView {
  readonly limits: EngineLimits;
  readonly requests: RequestColumns;
  /**
   * The prefill queue: requests without a slot, by priority and then in order of arrival, preempted
   * ones before the others of their priority.
   */
  readonly waiting: Readonly<RowQueue>;
  /**
   * The chunked-prefill queue: requests with a slot whose prompt is not done, in the order they
   * got it; under round-robin in the order they were last served.
   */
  readonly prompts: readonly number[];
  /** The generation queue: requests that can decode a token. */
  readonly decodes: number;
  /** Requests that have left but keep their slot until the batch ends (static batches). */
  readonly finished: number;
  readonly cache: Readonly<KvCache>;
  /** Decode iterations so far. */
  readonly decodeIterations: number;
  /** False while requests are being preempted: nobody is admitted in such an iteration. */
  readonly mayAdmit: boolean;
  /** Seconds; the start of the iteration that is being planned. */
  readonly clock: number;
}

export interface EngineState extends EngineView {
  readonly id: number;
  readonly policy: Policy;
  readonly holdsFinished: boolean;
  /** False in a prefill pool, which sends every prompt away as soon as it is computed. */
  readonly holdsContext: boolean;
  readonly prompts: number[];
  readonly waiting: RowQueue;
  readonly cache: KvCache;
  readonly batch: { -readonly [K in keyof Batch]: Batch[K] };
  clock: number;
  mayAdmit: boolean;
  decodes: number;
  /** Σ l_j, tokens whose keys and values the next decode iteration reads. */
  contextTokens: number;
  finished: number;
  finishedContext: number;
  finishedBlocks: number;
  decodeIterations: number;
  /** Σ durations of the decode iterations. */
  decodeTime: number;
  /** End of the latest decode iteration. */
  lastDecode: number;
  /** Decodes whose latest token is not of the latest decode iteration. */
  fresh: number[];
  /** With speculative decoding: the rows that decode, and the tokens each makes in this iteration. */
  drafting: number[];
  readonly accepted: number[];
  /** Tokens of this iteration beyond one for each decode. */
  together: number;
  /** Tokens by which the contexts of finished requests grow in this iteration, where they are kept. */
  finishedTokens: number;
  /** By decode iteration modulo LISTS: the last joined of those that may leave after it, or −1. */
  readonly leaving: Int32Array;
  /** Admitted requests, the youngest last; those that left since are skipped. */
  admitted: number[];
}

/** A part of a prompt, computed in one iteration. */
export interface Chunk {
  readonly row: number;
  readonly tokens: number;
}

/** What the next iteration does. */
export interface Plan {
  /** Waiting requests that get a slot. */
  readonly admit: readonly number[];
  /** Chunks of prompts that have a slot or get it now. */
  readonly chunks: readonly Chunk[];
  /** Whether the generation queue is in the batch, all of it. */
  readonly decode: boolean;
}

/** From the state of an engine to its next batch; pure. */
export type Policy = (engine: EngineView) => Plan;

/** Lists of leaving requests; a longer answer passes its list and waits for the next round. */
export const LISTS = 2 ** 14;

export function emptyEngine(
  id: number,
  limits: EngineLimits,
  requests: RequestColumns,
  policy: Policy,
  options: Partial<Pick<EngineState, 'holdsFinished' | 'holdsContext' | 'waiting'>> = {},
): EngineState {
  return {
    id,
    limits,
    requests,
    policy,
    holdsFinished: options.holdsFinished ?? false,
    holdsContext: options.holdsContext ?? true,
    waiting: options.waiting ?? emptyQueue(),
    prompts: [],
    cache: emptyCache(limits),
    batch: {
      prefillTokens: 0,
      prefillRequests: 0,
      attentionPairs: 0,
      prefillContext: 0,
      decodeRequests: 0,
      contextTokens: 0,
    },
    clock: Infinity,
    mayAdmit: true,
    decodes: 0,
    contextTokens: 0,
    finished: 0,
    finishedContext: 0,
    finishedBlocks: 0,
    decodeIterations: 0,
    decodeTime: 0,
    lastDecode: 0,
    fresh: [],
    drafting: [],
    accepted: [],
    together: 0,
    finishedTokens: 0,
    leaving: new Int32Array(LISTS).fill(-1),
    admitted: [],
  };
}
