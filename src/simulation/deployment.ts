/**
 * The engines of a scenario and who serves what. Data-parallel ranks and pipeline stages are engines
 * of their own, among which requests are split at random; a disaggregated deployment has a prefill
 * pool with one queue and a decode pool that takes prompts in turn.
 */
import type { Random } from '../numerics/random.ts';
import { memoryFit } from '../performance/memory.ts';
import { DEFAULT_DISAGGREGATION, DEFAULT_ENGINE } from '../scenario/defaults.ts';
import type { Engine, Scenario } from '../scenario/scenario.ts';
import { emptyQueue } from './engine/row-queue.ts';
import { type EngineLimits, type EngineState, emptyEngine, type Policy } from './engine/state.ts';
import { batchAtATime } from './policies/batch-at-a-time.ts';
import { chunkedPrefill } from './policies/chunked-prefill.ts';
import { decodePool, prefillPool } from './policies/disaggregated.ts';
import { prefillFirst } from './policies/prefill-first.ts';
import type { RequestColumns } from './requests.ts';

export interface Deployment {
  readonly engines: readonly EngineState[];
  /** Engines that new requests are sent to, each at random; those of a pool share one queue. */
  readonly entries: readonly EngineState[];
  readonly sharedQueue: boolean;
  /** Engines that take computed prompts in turn; empty when prompts stay where they are. */
  readonly decoders: readonly EngineState[];
  /** KV caches: data-parallel ranks, or decode engines. */
  readonly caches: number;
  /** Seconds to send the keys and values of a prompt. */
  readonly transferTime: (promptTokens: number) => number;
}

const POLICIES: { readonly [P in Exclude<Engine['policy'], 'disaggregated'>]: Policy } = {
  'chunked-prefill': chunkedPrefill,
  'prefill-first': prefillFirst,
  'decode-first': batchAtATime,
  static: batchAtATime,
};

export function deploy(
  scenario: Scenario,
  kvCapacity: number,
  requests: RequestColumns,
): Deployment {
  const { engine } = scenario;
  if (engine.policy === 'disaggregated') return twoPools(scenario, kvCapacity, requests);
  const { stages, ranks } = copies(scenario);
  const limits = limitsOf(scenario, kvCapacity / stages, stages);
  const policy = POLICIES[engine.policy];
  const holdsFinished = engine.policy === 'static';
  const engines = Array.from({ length: stages * ranks }, (_, id) =>
    emptyEngine(id, limits, requests, policy, { holdsFinished }),
  );
  return {
    ...{ engines, entries: engines, decoders: [], caches: ranks },
    sharedQueue: false,
    transferTime: () => 0,
  };
}

function twoPools(scenario: Scenario, kvCapacity: number, requests: RequestColumns): Deployment {
  const { prefillEngines, decodeEngines, transfer } =
    scenario.engine.disaggregation ?? DEFAULT_DISAGGREGATION;
  const waiting = emptyQueue();
  // A prompt is sent away as soon as it is computed: the prefill engines hold nothing for long.
  const prefillLimits = limitsOf(scenario, Infinity, 1);
  const decodeLimits = limitsOf(scenario, kvCapacity, 1);
  const entries = Array.from({ length: prefillEngines }, (_, id) =>
    emptyEngine(id, prefillLimits, requests, prefillPool, { waiting, holdsContext: false }),
  );
  const decoders = Array.from({ length: decodeEngines }, (_, id) =>
    emptyEngine(prefillEngines + id, decodeLimits, requests, decodePool),
  );
  return {
    engines: [...entries, ...decoders],
    ...{ entries, decoders, caches: decodeEngines },
    sharedQueue: true,
    transferTime: (tokens) => transfer.base + transfer.perToken * tokens,
  };
}

/** Engines among which requests are split at random; pools of a disaggregated deployment take turns. */
export function engineCopies(scenario: Scenario): number {
  const { stages, ranks } = copies(scenario);
  return stages * ranks;
}

function copies({ iterationTime: model }: Scenario) {
  if (typeof model !== 'object' || model.kind !== 'hardware') return { stages: 1, ranks: 1 };
  return { stages: model.parallelism.pipeline, ranks: model.parallelism.data };
}

/** The limits of one engine: pipeline stages share the slots of a rank. */
function limitsOf({ engine, traffic }: Scenario, kvCapacity: number, stages: number): EngineLimits {
  const settings = { ...DEFAULT_ENGINE, ...engine };
  return {
    maxBatchSize: Math.max(1, Math.floor(settings.maxBatchSize / stages)),
    tokenBudget: settings.tokenBudget,
    chunkSize: settings.chunkSize ?? Infinity,
    chunkOrder: settings.chunkOrder,
    wholeChunks: settings.wholeChunks,
    kvCapacity,
    kvBlockSize: settings.kvBlockSize,
    kvWatermark: settings.kvWatermark,
    // A static batch is given the memory of its longest answers before it begins.
    preemption: settings.policy === 'static' ? 'reserve' : settings.preemption,
    queueLimit: settings.queueLimit ?? Infinity,
    patience: traffic.patience ?? Infinity,
  };
}

/**
 * Tokens of KV cache of one deployment unit: as told, else what the GPUs leave, else unlimited.
 * @param meanTokens prompt and output of a request together, on average.
 */
export function kvCapacityOf({ iterationTime: model, engine }: Scenario, meanTokens: number) {
  if (typeof model !== 'object' || model.kind !== 'hardware') return engine.kvCapacity ?? Infinity;
  const { kvCapacity, shortfall } = memoryFit(model, { ...engine, contextTokens: meanTokens });
  return shortfall > 0 ? 0 : (engine.kvCapacity ?? kvCapacity);
}

/** The engine a new request goes to. */
export function entryFor({ entries, sharedQueue }: Deployment, random: Random): EngineState {
  if (entries.length > 1 && !sharedQueue)
    return entries[Math.floor(random() * entries.length)] as EngineState;
  const idle = entries.find(({ clock }) => clock === Infinity);
  return idle ?? (entries[0] as EngineState);
}
