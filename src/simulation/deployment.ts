/**
 * The engines of a scenario and who serves what. Data-parallel ranks and pipeline stages are engines
 * of their own, among which requests are split at random; a disaggregated deployment has a prefill
 * pool with one queue and a decode pool that takes prompts in turn. All of it may stand several
 * times behind a router.
 */
import { memoryFit } from '../performance/memory.ts';
import {
  DEFAULT_DEPLOYMENT,
  DEFAULT_DISAGGREGATION,
  DEFAULT_ENGINE,
} from '../scenario/defaults.ts';
import { hasPriorities } from '../scenario/request-classes.ts';
import type { Engine, Router, Scenario } from '../scenario/scenario.ts';
import { emptyQueue } from './engine/row-queue.ts';
import { type EngineLimits, type EngineState, emptyEngine, type Policy } from './engine/state.ts';
import { batchAtATime } from './policies/batch-at-a-time.ts';
import { chunkedPrefill } from './policies/chunked-prefill.ts';
import { decodePool, prefillPool } from './policies/disaggregated.ts';
import { prefillFirst } from './policies/prefill-first.ts';
import type { Replica } from './replica.ts';
import type { RequestColumns } from './requests.ts';

export interface Deployment {
  readonly replicas: readonly Replica[];
  readonly router: Router;
  /** Those of all replicas; the index of an engine is its id. */
  readonly engines: readonly EngineState[];
  /** Engines that new requests are sent to. */
  readonly entries: readonly EngineState[];
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
  const { replicas: count, router } = scenario.deployment ?? DEFAULT_DEPLOYMENT;
  const { policy } = scenario.engine;
  const pools = scenario.engine.disaggregation ?? DEFAULT_DISAGGREGATION;
  const replicas: Replica[] = [];
  for (let id = 0; replicas.length < count; ) {
    const replica =
      policy === 'disaggregated'
        ? twoPools(scenario, kvCapacity, requests, id)
        : oneKind(scenario, kvCapacity, requests, id);
    replicas.push(replica);
    id += replica.engines.length;
  }
  return {
    ...{ replicas, router },
    engines: replicas.flatMap(({ engines }) => engines),
    entries: replicas.flatMap(({ entries }) => entries),
    caches: count * (policy === 'disaggregated' ? pools.decodeEngines : copies(scenario).ranks),
    transferTime: (tokens) =>
      policy === 'disaggregated' ? pools.transfer.base + pools.transfer.perToken * tokens : 0,
  };
}

/** Engines that do everything, numbered from `firstId`. */
function oneKind(
  scenario: Scenario,
  kvCapacity: number,
  requests: RequestColumns,
  firstId: number,
): Replica {
  const { stages, ranks } = copies(scenario);
  const limits = limitsOf(scenario, kvCapacity / stages, stages);
  const policy = POLICIES[scenario.engine.policy as keyof typeof POLICIES];
  const holdsFinished = scenario.engine.policy === 'static';
  const engines = Array.from({ length: stages * ranks }, (_, index) =>
    emptyEngine(firstId + index, limits, requests, policy, { holdsFinished }),
  );
  return { engines, entries: engines, decoders: [], sharedQueue: false, handedOver: 0 };
}

function twoPools(
  scenario: Scenario,
  kvCapacity: number,
  requests: RequestColumns,
  firstId: number,
): Replica {
  const { prefillEngines, decodeEngines } =
    scenario.engine.disaggregation ?? DEFAULT_DISAGGREGATION;
  const waiting = emptyQueue();
  // A prompt is sent away as soon as it is computed: the prefill engines hold nothing for long.
  const prefillLimits = limitsOf(scenario, Infinity, 1);
  const decodeLimits = limitsOf(scenario, kvCapacity, 1);
  const entries = Array.from({ length: prefillEngines }, (_, index) =>
    emptyEngine(firstId + index, prefillLimits, requests, prefillPool, {
      waiting,
      holdsContext: false,
    }),
  );
  const decoders = Array.from({ length: decodeEngines }, (_, index) =>
    emptyEngine(firstId + prefillEngines + index, decodeLimits, requests, decodePool),
  );
  const engines = [...entries, ...decoders];
  return { engines, entries, decoders, sharedQueue: true, handedOver: 0 };
}

/** Whether the seed decides which engine serves a request. */
export function routesAtRandom(scenario: Scenario): boolean {
  const { stages, ranks } = copies(scenario);
  const { replicas, router } = scenario.deployment ?? DEFAULT_DEPLOYMENT;
  return stages * ranks > 1 || (replicas > 1 && router !== 'round-robin');
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
    hasPriorities: hasPriorities(traffic),
    ...(settings.speculation === undefined ? {} : { speculation: settings.speculation }),
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
