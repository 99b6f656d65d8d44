/** `engine`: how the server is set up. */
import * as z from 'zod';
import { CHUNK_ORDERS, POLICIES, PREEMPTIONS } from '../choices.ts';
import { DEFAULT_DISAGGREGATION, DEFAULT_ENGINE } from '../defaults.ts';
import { disaggregationSchema } from './disaggregation.ts';
import { engineFaults } from './engine-rules.ts';
import { alsoHolds, count, flag, oneOf, type QuantityFields, section } from './fields.ts';
import { speculationSchema } from './speculation.ts';

const MOST_REQUESTS = 65_536;
const MOST_TOKENS = 16_777_216;
const MOST_WAITING = 1_000_000_000;

const batchFields = {
  policy: oneOf(
    'How iterations are filled. `chunked-prefill`: every decode, then prompts cut to what the budget leaves. `prefill-first`: waiting prompts whole, before any decode. `decode-first`: a batch at a time, its prompts, then its decodes, and the next when its last answer ends. `static`: the same, and ended answers go on costing time until then. `disaggregated`: prompts and decodes on engines of their own.',
    POLICIES,
  ).default(DEFAULT_ENGINE.policy),
  maxBatchSize: count(
    'B, most requests in one iteration (vLLM: max_num_seqs).',
    1,
    MOST_REQUESTS,
  ).default(DEFAULT_ENGINE.maxBatchSize),
  tokenBudget: count(
    'C, most tokens in one iteration (vLLM: max_num_batched_tokens); more than maxBatchSize under `chunked-prefill` (with `speculation`: than 1 + draftTokens times it).',
    2,
    MOST_TOKENS,
  ).default(DEFAULT_ENGINE.tokenBudget),
  chunkSize: z.exactOptional(
    count(
      'Most prompt tokens in one iteration; default: what the budget leaves. Like the next two, of `chunked-prefill` alone.',
      1,
      MOST_TOKENS,
    ),
  ),
  chunkOrder: z.exactOptional(
    oneOf('Which begun prompt gets the next chunk. Default `ongoing-first`.', CHUNK_ORDERS),
  ),
  wholeChunks: z.exactOptional(
    flag(
      'chunkSize is of each prompt: one chunk of it per prompt and iteration, and one that does not fit whole waits. Default `false`.',
    ),
  ),
};

function memoryFields({ share, shareBelowOne }: QuantityFields) {
  return {
    kvCapacity: z.exactOptional(
      count(
        'Tokens the KV cache of one engine holds; default: what fits in memory, or no limit.',
        1,
        1e12,
      ),
    ),
    gpuMemoryUtilization: share('Share of the GPU memory the engine may use.', 0.9).prefault(
      DEFAULT_ENGINE.gpuMemoryUtilization,
    ),
    preemption: z.exactOptional(
      oneOf(
        'When the KV cache is full: `recompute` admits by the prompt and preempts the youngest, `reserve` admits only what fits to its last token. Default `recompute`.',
        PREEMPTIONS,
      ),
    ),
    kvBlockSize: z.exactOptional(
      count('Tokens of a block of the KV cache (vLLM: block_size). Default 16.', 1, 4096),
    ),
    kvWatermark: z.exactOptional(
      shareBelowOne(
        'Share of the KV cache kept free when a request is admitted. Default 0.01.',
        0.01,
      ),
    ),
  };
}

export function engineSchema(fields: QuantityFields) {
  return section({
    ...batchFields,
    ...memoryFields(fields),
    queueLimit: z.exactOptional(
      count(
        'Most requests that wait for one engine; more are turned away. Default: no limit.',
        0,
        MOST_WAITING,
      ),
    ),
    disaggregation: z.exactOptional(disaggregationSchema(fields)),
    speculation: z.exactOptional(speculationSchema(fields)),
  })
    .check(alsoHolds(engineFaults))
    .meta({ description: 'Settings of the serving engine; every one has a default.' })
    .transform((engine) =>
      engine.policy === 'disaggregated'
        ? { disaggregation: DEFAULT_DISAGGREGATION, ...engine }
        : engine,
    );
}
