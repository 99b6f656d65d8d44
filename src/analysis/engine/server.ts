/**
 * The engine as the analysis sees it: one scheduler with its share of the traffic, and t_inf as
 * a function of four sums. Data-parallel ranks and pipeline stages are engines of their own
 * (each holds its own batch), among which requests are split at random.
 */
import { engineTimeOf } from '../../performance/iteration-time.ts';
import type { IterationTime } from '../../scenario/batch.ts';
import { DEFAULT_DEPLOYMENT, DEFAULT_ENGINE } from '../../scenario/defaults.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { type ArrivalsAt, arrivalsAt } from '../bursts/arrival-process.ts';
import { type Workload, workloadOf } from '../traffic/workload.ts';

export interface Server {
  readonly workload: Workload;
  /** Requests at one engine, at any mean rate; undefined where they are Poisson. */
  readonly arrivals: ArrivalsAt;
  /** Seconds for p prompt tokens with a pairs and g decodes with S tokens of context. */
  readonly time: (p: number, a: number, g: number, contexts: number) => number;
  /** t_inf is affine in the batch: averages over batches need no distribution. */
  readonly linear: boolean;
  readonly maxBatchSize: number;
  readonly tokenBudget: number;
  /** v = 1 + k, tokens of the budget that a decode takes. */
  readonly tokensPerDecode: number;
  readonly chunkSize: number;
  /** Where chunks are whole: most tokens of one prompt, and what an iteration takes of many. */
  readonly whole?: WholeChunks;
  /** Tokens; Infinity without a limit. */
  readonly kvCapacity: number;
  /** Tokens of a block, the share kept free at admission, and what happens where it is full. */
  readonly kvBlockSize: number;
  readonly kvWatermark: number;
  readonly preemption: 'recompute' | 'reserve';
  /** Engines that share the arrivals: replicas × data-parallel ranks × pipeline stages. */
  readonly engines: number;
  /** N, replicas among which requests go to the one with the fewest; 1: they are split at random. */
  readonly balanced: number;
  /** Pipeline stages, which share the memory of a rank. */
  readonly stages: number;
}

/** Chunks that are kept whole: each prompt at most one of them in an iteration. */
interface WholeChunks {
  /** Most tokens of a prompt in an iteration. */
  readonly size: number;
  /** Mean tokens of the chunks that fit into this much room when many prompts wait. */
  readonly packed: (room: number) => number;
  /** Mean seconds of an iteration with g decodes when so many prompts enter in each; undefined: too many. */
  readonly cycle: (admitted: number, g: number) => number | undefined;
}

/** The engine of a scenario; `kvCapacity` is that of all its pipeline stages together. */
export function serverOf(scenario: Scenario, kvCapacity: number): Server {
  const { engine, iterationTime: model, traffic } = scenario;
  const workload = workloadOf(traffic, engine.speculation);
  const { replicas, router } = scenario.deployment ?? DEFAULT_DEPLOYMENT;
  const [stages, ranks] =
    typeof model === 'object' && model.kind === 'hardware'
      ? [model.parallelism.pipeline, model.parallelism.data]
      : [1, 1];
  return {
    workload,
    arrivals: arrivalsAt(traffic.arrivals, {
      ...{ replicas, copies: stages * ranks },
      inTurn: router === 'round-robin',
    }),
    time: bySums(engineTimeOf(model, engine.speculation), workload.prompts.mean),
    linear: typeof model === 'object' && model.kind === 'linear',
    maxBatchSize: Math.max(1, Math.floor(engine.maxBatchSize / stages)),
    tokenBudget: engine.tokenBudget,
    tokensPerDecode: 1 + (engine.speculation?.draftTokens ?? 0),
    chunkSize: engine.chunkSize ?? Infinity,
    kvCapacity: kvCapacity / stages,
    kvBlockSize: engine.kvBlockSize ?? DEFAULT_ENGINE.kvBlockSize,
    kvWatermark: engine.kvWatermark ?? DEFAULT_ENGINE.kvWatermark,
    preemption: engine.preemption ?? DEFAULT_ENGINE.preemption,
    engines: replicas * stages * ranks,
    balanced: router === 'least-loaded' ? replicas : 1,
    stages,
  };
}

/** t_inf of the four sums: prompts of mean length share the prompt tokens, at least one. */
function bySums(timeOf: IterationTime, meanPrompt: number): Server['time'] {
  return (p, a, g, contexts) => {
    const requests = p > 0 ? Math.max(1, p / meanPrompt) : 0;
    return timeOf({
      prefillTokens: p,
      prefillRequests: requests,
      attentionPairs: a,
      prefillContext: p > 0 ? (requests * a) / p + p / 2 : 0,
      decodeRequests: g,
      contextTokens: contexts,
    });
  };
}

/** A decode-only iteration with g decodes. */
export function decodeTime({ time, workload }: Server, g: number): number {
  return time(0, 0, g, g * workload.meanDecodeContext);
}

/** P(g): prompt tokens of an iteration with g decodes and enough prompts waiting; ≥ 1. */
export function prefillBudget(server: Server, g: number): number {
  const { tokenBudget, tokensPerDecode, chunkSize, whole } = server;
  const room = Math.max(1, Math.min(tokenBudget - g * tokensPerDecode, chunkSize));
  return whole === undefined ? room : Math.max(1, whole.packed(room));
}

/** Prompt tokens of an iteration with g decodes of which one prompt alone uses what it may. */
export function loneBudget(server: Server, g: number): number {
  const { whole } = server;
  return whole === undefined ? prefillBudget(server, g) : whole.size;
}

/** An iteration with g decodes and p prompt tokens of average attention. */
export function mixedTime({ time, workload }: Server, p: number, g: number): number {
  return time(p, p * workload.prompts.pairsPerToken, g, g * workload.meanDecodeContext);
}

/** T(g), an iteration with g decodes whose budget is full. */
export function fullTime(server: Server, g: number): number {
  return mixedTime(server, prefillBudget(server, g), g);
}
