/**
 * Numbers in a model's matrices, whole or one GPU's share. Norms and biases (below 0.1 %)
 * are left out.
 */
import type { Architecture, LatentAttention } from '../../scenario/architecture.ts';
import type { Parallelism } from '../../scenario/scenario.ts';
import { denseLayers, type Rank, rankOf } from '../rank.ts';

const WHOLE: Parallelism = { tensor: 1, pipeline: 1, expert: 1, data: 1 };
/** Gate, up and down. */
const GATED = 3;

/**
 * All parameters of the model.
 *
 * @see docs/model.md#parameters
 */
export function parameterCount(model: Architecture): number {
  const matrices = model.tiedEmbeddings ? 1 : 2;
  return layerParameters(model, WHOLE) + matrices * embeddingParameters(model, WHOLE);
}

/** Parameters that work on one token: of the experts, only the active and the shared ones. */
export function activeParameterCount(model: Architecture): number {
  const { experts } = model;
  if (experts === undefined) return parameterCount(model);
  const active: Architecture = { ...model, experts: { ...experts, count: experts.active } };
  return parameterCount(active) + experts.layers * model.hidden * (experts.count - experts.active);
}

/** Parameters of all layers that one tensor and expert rank holds, over all pipeline stages. */
export function layerParameters(model: Architecture, parallelism: Parallelism): number {
  const rank = rankOf(model, parallelism);
  const { hidden, layers, experts, gatedMlp } = model;
  const dense = (gatedMlp ? GATED : 2) * hidden * rank.intermediate;
  const routed = rank.experts * GATED * hidden * rank.expertIntermediate;
  const router = hidden * (experts?.count ?? 0);
  const shared = GATED * hidden * rank.sharedIntermediate;
  return (
    layers * attentionParameters(model, rank) +
    denseLayers(model) * dense +
    (experts?.layers ?? 0) * (routed + router + shared)
  );
}

/** Parameters of one embedding matrix on one rank. */
export function embeddingParameters(model: Architecture, parallelism: Parallelism): number {
  return rankOf(model, parallelism).vocabulary * model.hidden;
}

function attentionParameters(
  { hidden, headDim, latentAttention }: Architecture,
  rank: Rank,
): number {
  if (latentAttention !== undefined) return latentParameters(latentAttention, hidden, rank.heads);
  const columns = (rank.heads + 2 * rank.kvHeads) * headDim;
  return hidden * columns + rank.heads * headDim * hidden;
}

/** The projections down to the latents are whole on every rank, those up are split by head. */
function latentParameters(latent: LatentAttention, hidden: number, heads: number): number {
  const { queryRank, kvRank, nopeDim, ropeDim, valueDim } = latent;
  const queryColumns = heads * (nopeDim + ropeDim);
  const query =
    queryRank === undefined ? hidden * queryColumns : queryRank * (hidden + queryColumns);
  const keysAndValues = hidden * (kvRank + ropeDim) + kvRank * heads * (nopeDim + valueDim);
  return query + keysAndValues + heads * valueDim * hidden;
}
