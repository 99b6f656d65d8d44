/** t_inf as a roofline: reading memory and computing overlap, the slower one counts. */
import type { IterationTime } from '../scenario/batch.ts';
import type { RooflineTime } from '../scenario/scenario.ts';

/**
 * t_inf = base + max(memory, compute), each a line in the batch. Exact for what it states.
 *
 * @see docs/model.md#roofline-iteration-time; Williams, Waterman and Patterson (2009), Roofline,
 *   Communications of the ACM 52:4, p. 65.
 */
export function rooflineTime({ base, memory, compute }: RooflineTime): IterationTime {
  return (batch) => {
    const reading =
      memory.base +
      memory.perContextToken * batch.contextTokens +
      memory.perPrefillToken * batch.prefillTokens;
    const { decodeRequests, decodeTokens = decodeRequests } = batch;
    // Each token that is verified attends to the whole context, which is read once for all of them.
    const queries = decodeRequests > 0 ? decodeTokens / decodeRequests : 1;
    const computing =
      compute.perPrefillToken * batch.prefillTokens +
      compute.perAttentionPair * batch.attentionPairs +
      compute.perDecodeRequest * decodeTokens +
      compute.perContextToken * (batch.contextTokens * queries);
    return base + Math.max(reading, computing);
  };
}
