/** Bytes per GPU that do not depend on the requests: weights and working space. */
import type { ServedModel } from '../../scenario/scenario.ts';
import { WEIGHT_BYTES } from '../number-formats.ts';
import { rankOf } from '../rank.ts';
import { embeddingParameters, layerParameters } from './parameters.ts';

/** Embeddings and head stay in BF16 in quantised checkpoints. */
const EMBEDDING_BYTES = 2;

/**
 * Bytes of weights on the fullest GPU.
 *
 * @see docs/model.md#memory-of-one-gpu
 */
export function weightBytes({ model, parallelism, precision }: ServedModel): number {
  const { pipeline } = parallelism;
  const stageShare = Math.ceil(model.layers / pipeline) / model.layers;
  const layers = layerParameters(model, parallelism) * stageShare;
  // One stage: both matrices, or one if tied. More: the first has one, the last the other.
  const matrices = pipeline === 1 && !model.tiedEmbeddings ? 2 : 1;
  const embeddings = matrices * embeddingParameters(model, parallelism);
  return WEIGHT_BYTES[precision.weights] * layers + EMBEDDING_BYTES * embeddings;
}

/** CUDA context, libraries' workspaces and fragmentation: bytes, fitted to vLLM (docs/model.md). */
const RUNTIME = 0.65e9;
/** Buffers of the communication libraries where GPUs work together. */
const COMMUNICATION = 0.45e9;
const ACTIVATION_BYTES = 2;
/** Hidden states alive at once: residual, normalised, input and output of a product. */
const HIDDEN_STATES = 4;
/** Copies of the logits alive at once while sampling, in FP32. */
const LOGIT_COPIES = 3;
const LOGIT_BYTES = 4;

/** The part of an engine's settings that working space depends on. */
export interface WorkingSpace {
  readonly tokenBudget: number;
  readonly maxBatchSize: number;
}

/**
 * Bytes of working space on one GPU: activations of the widest layer at the full token budget,
 * logits of every request, and what the runtime takes. Approximation: within 0.4 GB of six
 * vLLM runs.
 *
 * @see docs/model.md#memory-of-one-gpu
 */
export function workingBytes(served: ServedModel, space: WorkingSpace): number {
  const { model, parallelism } = served;
  const rank = rankOf(model, parallelism);
  const { hidden, headDim, experts } = model;
  const attention = (2 * rank.heads + 2 * rank.kvHeads) * headDim;
  const routed = (experts?.active ?? 0) * (3 * rank.expertIntermediate + hidden);
  const widest = Math.max(attention, 3 * rank.intermediate, routed);
  const activations = ACTIVATION_BYTES * space.tokenBudget * (HIDDEN_STATES * hidden + widest);
  const logits = LOGIT_BYTES * LOGIT_COPIES * space.maxBatchSize * model.vocabulary;
  const gpus = parallelism.tensor * parallelism.pipeline * parallelism.data;
  return activations + logits + RUNTIME + (gpus > 1 ? COMMUNICATION : 0);
}
