/** The part of an iteration that depends on the batch only through T, its tokens. */
import type { LatentAttention } from '../../scenario/architecture.ts';
import type { Prepared } from '../prepared.ts';
import { denseLayers } from '../rank.ts';
import { allReduceTime, expertExchangeTime, pipelineHopsTime } from './collective.ts';
import { expertLayerTime } from './experts.ts';
import { feedForwardTime } from './feed-forward.ts';
import { matrixTime } from './matrix.ts';

/** Seconds, over all layers. */
export interface TokenTimes {
  readonly attentionProjections: number;
  readonly feedForward: number;
  readonly experts: number;
  readonly elementwise: number;
  readonly allReduce: number;
  readonly expertExchange: number;
  readonly pipelineHops: number;
}

/** Norms, rotary embedding, activation and residual additions, fused into so many kernels. */
const ELEMENTWISE_KERNELS = 4;
/** An all-reduce after attention and one after the feed-forward layer. */
const ALL_REDUCES = 2;

/** @see docs/model.md#how-long-an-iteration-takes */
export function tokenTimes(prepared: Prepared, tokens: number): TokenTimes {
  const { model, rank, linear } = prepared;
  const { layers, hidden, gatedMlp } = model;
  const expertLayers = model.experts?.layers ?? 0;
  const dense = { tokens, hidden, intermediate: rank.intermediate, gated: gatedMlp };
  return {
    attentionProjections: layers * projectionsTime(prepared, tokens),
    feedForward: denseLayers(model) > 0 ? denseLayers(model) * feedForwardTime(linear, dense) : 0,
    experts: expertLayers * expertLayerTime(prepared, tokens),
    elementwise: layers * elementwiseTime(prepared, tokens),
    allReduce: ALL_REDUCES * layers * allReduceTime(prepared, tokens),
    expertExchange: expertLayers * expertExchangeTime(prepared, tokens),
    pipelineHops: pipelineHopsTime(prepared, tokens),
  };
}

/** Queries, keys and values in one product, then the output projection. */
function projectionsTime(prepared: Prepared, rows: number): number {
  const { model, rank, linear } = prepared;
  const { hidden, headDim, latentAttention } = model;
  if (latentAttention !== undefined) return latentProjectionsTime(prepared, latentAttention, rows);
  const columns = (rank.heads + 2 * rank.kvHeads) * headDim;
  return (
    matrixTime(linear, { rows, columns, inner: hidden }) +
    matrixTime(linear, { rows, columns: hidden, inner: rank.heads * headDim })
  );
}

/** Down to the latents (replicated on every rank), up to the heads, and the output projection. */
function latentProjectionsTime(
  { model: { hidden }, rank: { heads }, linear }: Prepared,
  { queryRank, kvRank, nopeDim, ropeDim, valueDim }: LatentAttention,
  rows: number,
): number {
  const queryColumns = heads * (nopeDim + ropeDim);
  const down = (queryRank ?? queryColumns) + kvRank + ropeDim;
  const queryUp =
    queryRank === undefined
      ? 0
      : matrixTime(linear, { rows, columns: queryColumns, inner: queryRank });
  return (
    matrixTime(linear, { rows, columns: down, inner: hidden }) +
    queryUp +
    matrixTime(linear, { rows, columns: heads * (nopeDim + valueDim), inner: kvRank }) +
    matrixTime(linear, { rows, columns: hidden, inner: heads * valueDim })
  );
}

function elementwiseTime(prepared: Prepared, tokens: number): number {
  const { model, hardware, parallelism, rank } = prepared;
  const { launch, memory } = hardware.coefficients.elementwise;
  const { hidden, headDim, experts } = model;
  const width =
    experts === undefined
      ? rank.intermediate
      : (experts.active * experts.intermediate) / parallelism.tensor;
  const values = 8 * hidden + 2 * (rank.heads + 2 * rank.kvHeads) * headDim + 3 * width;
  const bytes = 2 * tokens * values;
  return ELEMENTWISE_KERNELS * launch + bytes / (memory * hardware.memoryBandwidth);
}
