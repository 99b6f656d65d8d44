/** Where the time of one iteration goes, operator by operator. Exact: nothing is tabulated. */
import type { Batch } from '../scenario/batch.ts';
import type { ServedModel } from '../scenario/scenario.ts';
import { attentionTimes } from './operators/attention.ts';
import { attentionKernels } from './operators/attention-kernel.ts';
import { headTime } from './operators/head.ts';
import { type TokenTimes, tokenTimes } from './operators/token-time.ts';
import { prepare } from './prepared.ts';

/** Seconds, over all layers; together t_inf. */
export interface IterationComponents extends TokenTimes {
  readonly head: number;
  readonly prefillAttention: number;
  readonly decodeAttention: number;
  readonly host: number;
}

/**
 * The components of t_inf of a model on a GPU; their sum is `iterationTimeOf` to 10⁻⁴.
 *
 * @see docs/model.md#how-long-an-iteration-takes
 */
export function iterationComponents(served: ServedModel, batch: Batch): IterationComponents {
  const prepared = prepare(served);
  const { base, perRequest } = served.hardware.coefficients.host;
  const { decodeRequests, decodeTokens = decodeRequests, prefillRequests } = batch;
  const requests = decodeRequests + prefillRequests;
  let [prefillAttention, decodeAttention] = [0, 0];
  for (const kernel of attentionKernels(served)) {
    const { prefill, decode } = attentionTimes(kernel, batch);
    prefillAttention += kernel.layers * prefill;
    decodeAttention += kernel.layers * decode;
  }
  return {
    ...tokenTimes(prepared, decodeTokens + batch.prefillTokens),
    head: headTime(prepared, decodeTokens + prefillRequests),
    prefillAttention,
    decodeAttention,
    host: base + perRequest * requests,
  };
}
