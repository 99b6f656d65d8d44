/** t_inf as a line: a base and a price for each token and request of the batch. */
import type { IterationTime } from '../scenario/batch.ts';
import type { LinearTime } from '../scenario/scenario.ts';

/**
 * t_inf = base + Σ coefficient × count. Exact for what it states.
 *
 * @see docs/model.md#linear-iteration-time
 */
export function linearTime(model: LinearTime): IterationTime {
  const { base, perPrefillToken, perAttentionPair, perDecodeRequest, perContextToken } = model;
  return (batch) =>
    base +
    perPrefillToken * batch.prefillTokens +
    perAttentionPair * batch.attentionPairs +
    perDecodeRequest * (batch.decodeTokens ?? batch.decodeRequests) +
    perContextToken * batch.contextTokens;
}
