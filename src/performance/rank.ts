/** One GPU's share of the model: how tensor and expert parallelism cut each layer. */
import type { Architecture } from '../scenario/architecture.ts';
import type { Parallelism } from '../scenario/scenario.ts';

/** A layer as one rank sees it. Divisions are exact shares; no padding. */
export interface Rank {
  /** n_q' = n_q/t. */
  readonly heads: number;
  /** n_kv' = max(1, n_kv/t): a key–value head is replicated rather than split. */
  readonly kvHeads: number;
  /** I/t, width of the dense feed-forward layer. */
  readonly intermediate: number;
  /** Width of the shared experts. */
  readonly sharedIntermediate: number;
  /** E/e, experts held. */
  readonly experts: number;
  /** I_e', width of what is held of one expert. */
  readonly expertIntermediate: number;
  /** V/t. */
  readonly vocabulary: number;
}

/**
 * @see docs/model.md#parallelism
 */
export function rankOf(model: Architecture, { tensor, expert, data }: Parallelism): Rank {
  const { experts } = model;
  // The t·D GPUs form e groups that share the experts; a group cuts each of its experts.
  const gpusPerExpert = Math.max(1, (tensor * data) / expert);
  return {
    heads: model.heads / tensor,
    kvHeads: Math.max(1, model.kvHeads / tensor),
    intermediate: model.intermediate / tensor,
    sharedIntermediate: (experts?.sharedIntermediate ?? 0) / tensor,
    experts: (experts?.count ?? 0) / expert,
    expertIntermediate: (experts?.intermediate ?? 0) / gpusPerExpert,
    vocabulary: model.vocabulary / tensor,
  };
}

/** Layers with a dense feed-forward layer. */
export function denseLayers({ layers, experts }: Architecture): number {
  return layers - (experts?.layers ?? 0);
}
