/** Messages between GPUs: a latency and a bandwidth (the α–β model). Values travel as BF16. */
import type { ServedModel } from '../../scenario/scenario.ts';

const VALUE_BYTES = 2;

/**
 * Seconds of one all-reduce of T hidden states over the t tensor ranks:
 *
 *   α + α_l log₂ t + 2(t − 1)/t · 2Th / (η_l N);   0 for t = 1
 *
 * @see docs/model.md#communication
 */
export function allReduceTime(served: ServedModel, tokens: number): number {
  const { tensor } = served.parallelism;
  if (tensor === 1) return 0;
  const traffic = ((2 * (tensor - 1)) / tensor) * VALUE_BYTES * tokens * served.model.hidden;
  return messageLatency(served, tensor) + traffic / linkRate(served);
}

/**
 * Seconds to send the tokens of one expert layer to their experts and back (dispatch and
 * combine), where data-parallel ranks share the experts; 0 otherwise, as tensor ranks hold
 * every token already.
 *
 * @see docs/model.md#communication
 */
export function expertExchangeTime(served: ServedModel, tokens: number): number {
  const { model, parallelism } = served;
  const { expert, data } = parallelism;
  if (model.experts === undefined || expert === 1 || data === 1) return 0;
  const rows = (tokens * data * model.experts.active) / expert;
  const traffic = ((expert - 1) / expert) * VALUE_BYTES * rows * model.hidden;
  return 2 * (messageLatency(served, expert) + traffic / linkRate(served));
}

/** Seconds to hand T hidden states to the next pipeline stage, p − 1 times. */
export function pipelineHopsTime(served: ServedModel, tokens: number): number {
  const { latency, bandwidth } = served.hardware.coefficients.pipelineHop;
  const hop = latency + (VALUE_BYTES * tokens * served.model.hidden) / bandwidth;
  return (served.parallelism.pipeline - 1) * hop;
}

function messageLatency({ hardware }: ServedModel, ranks: number): number {
  const { latency, latencyPerDoubling } = hardware.coefficients.allReduce;
  return latency + latencyPerDoubling * Math.log2(ranks);
}

function linkRate({ hardware }: ServedModel): number {
  return hardware.coefficients.allReduce.link * hardware.linkBandwidth;
}
