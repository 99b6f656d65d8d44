import type { Batch, IterationTime } from '../../../src/scenario/batch.ts';
import type { LinearTime, RooflineTime } from '../../../src/scenario/scenario.ts';

/** t_inf of the two models given by coefficients, written again so that the simulator owes nothing. */
export function timeOf(model: LinearTime | RooflineTime): IterationTime {
  return model.kind === 'linear' ? linear(model) : roofline(model);
}

function linear(model: LinearTime): IterationTime {
  const { base, perPrefillToken, perAttentionPair, perDecodeRequest, perContextToken } = model;
  return (batch: Batch) =>
    base +
    perPrefillToken * batch.prefillTokens +
    perAttentionPair * batch.attentionPairs +
    perDecodeRequest * batch.decodeRequests +
    perContextToken * batch.contextTokens;
}

function roofline({ base, memory, compute }: RooflineTime): IterationTime {
  return (batch: Batch) => {
    const { prefillTokens, attentionPairs, decodeRequests, contextTokens } = batch;
    const read =
      memory.base + memory.perContextToken * contextTokens + memory.perPrefillToken * prefillTokens;
    const work =
      compute.perPrefillToken * prefillTokens +
      compute.perAttentionPair * attentionPairs +
      compute.perDecodeRequest * decodeRequests +
      compute.perContextToken * contextTokens;
    return base + Math.max(read, work);
  };
}
