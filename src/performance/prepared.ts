/** A served model with what all its operators need, computed once. */
import type { ServedModel } from '../scenario/scenario.ts';
import { expertRates, type MatrixRates, matrixRates } from './operators/matrix.ts';
import { type Rank, rankOf } from './rank.ts';

export interface Prepared extends ServedModel {
  readonly rank: Rank;
  /** Products by the weights of a layer. */
  readonly linear: MatrixRates;
  /** The grouped product by the weights of the routed experts. */
  readonly routed: MatrixRates;
  /** The head, in BF16 whatever the weights. */
  readonly head: MatrixRates;
}

export function prepare(served: ServedModel): Prepared {
  const { model, hardware, parallelism, precision } = served;
  return {
    kind: served.kind,
    model,
    hardware,
    parallelism,
    precision,
    rank: rankOf(model, parallelism),
    linear: matrixRates(hardware, precision.weights),
    routed: expertRates(hardware, precision.weights),
    head: matrixRates(hardware, 'bf16'),
  };
}
