/**
 * Every value slaq assumes when a scenario file does not say; the only such place.
 */
import type { Deployment, Disaggregation, Engine, Parallelism, Speculation } from './scenario.ts';

export const DEFAULT_ENGINE = {
  policy: 'chunked-prefill',
  /** vLLM's --max-num-seqs on GPUs with less than 70 GiB, and TensorRT-LLM's order of size. */
  maxBatchSize: 256,
  /** vLLM's --max-num-batched-tokens with chunked prefill. */
  tokenBudget: 2048,
  /** vLLM's --gpu-memory-utilization. */
  gpuMemoryUtilization: 0.9,
  chunkOrder: 'ongoing-first',
  wholeChunks: false,
  /** What vLLM, SGLang and TensorRT-LLM do by default. */
  preemption: 'recompute',
  /** vLLM's --block-size on CUDA. */
  kvBlockSize: 16,
  /** vLLM's watermark of the block manager. */
  kvWatermark: 0.01,
} as const satisfies Engine;

/** One prefill and one decode engine; transfers take no time until the file says how much. */
export const DEFAULT_DISAGGREGATION = {
  prefillEngines: 1,
  decodeEngines: 1,
  transfer: { base: 0, perToken: 0 },
} as const satisfies Disaggregation;

/** Drafts that cost nothing, as when they are found in the prompt. */
export const DEFAULT_SPECULATION = { draftTime: 0 } as const satisfies Partial<Speculation>;

/** One server; of several, the router that knows least and so promises least. */
export const DEFAULT_DEPLOYMENT = {
  replicas: 1,
  router: 'random',
} as const satisfies Deployment;

export const DEFAULT_PARALLELISM = {
  tensor: 1,
  pipeline: 1,
  expert: 1,
  data: 1,
} as const satisfies Parallelism;

/** Number format of weights whose checkpoint names none, and of the KV cache. */
export const DEFAULT_FORMAT = 'bf16';
/** Arrivals when a file does not name their process. */
export const DEFAULT_PROCESS = 'poisson';

/** A model written out: what is usual since Llama. */
export const DEFAULT_ARCHITECTURE = {
  name: 'inline model',
  gatedMlp: true,
  tiedEmbeddings: false,
} as const;

/** A GPU written out. The link is that of PCIe 4 ×16, the slowest a server has. */
export const DEFAULT_HARDWARE = { name: 'inline GPU', linkBandwidth: '32 GB/s' } as const;

/** A class of requests that has no turn and no promises of its own. */
export const DEFAULT_CLASS = { priority: 0, sla: {} } as const;
