/** `engine`, `parallelism`, `precision`: how the server is set up. */
import * as z from 'zod';
import { DEFAULT_ENGINE, DEFAULT_FORMAT, DEFAULT_PARALLELISM } from '../defaults.ts';
import type { NumberFormat } from '../scenario.ts';
import {
  alsoHolds,
  count,
  type Fault,
  oneOf,
  type QuantityFields,
  section,
  type Unchecked,
} from './fields.ts';

const FORMATS = ['bf16', 'fp8', 'fp4', 'int4'] as const satisfies readonly NumberFormat[];
const MOST_REQUESTS = 65_536;
const MOST_TOKENS = 16_777_216;

export function engineSchema({ share }: QuantityFields) {
  return section({
    policy: oneOf('How iterations are filled.', ['chunked-prefill']).default(DEFAULT_ENGINE.policy),
    maxBatchSize: count(
      'B, most requests in one iteration (vLLM: max_num_seqs).',
      1,
      MOST_REQUESTS,
    ).default(DEFAULT_ENGINE.maxBatchSize),
    tokenBudget: count(
      'C, most tokens in one iteration (vLLM: max_num_batched_tokens); more than maxBatchSize.',
      2,
      MOST_TOKENS,
    ).default(DEFAULT_ENGINE.tokenBudget),
    chunkSize: z.exactOptional(
      count(
        'Most prompt tokens in one iteration; default: what the budget leaves.',
        1,
        MOST_TOKENS,
      ),
    ),
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
  })
    .check(alsoHolds(budgetHoldsBatch))
    .meta({ description: 'Settings of the serving engine; every one has a default.' });
}

export const parallelismSchema = section({
  tensor: count('GPUs that share each layer.', 1, 1024).default(DEFAULT_PARALLELISM.tensor),
  pipeline: count('Stages the layers are divided into.', 1, 1024).default(
    DEFAULT_PARALLELISM.pipeline,
  ),
  expert: count('GPUs the experts of an MoE model are spread over.', 1, 1024).default(
    DEFAULT_PARALLELISM.expert,
  ),
  data: count('Copies of the engine that share the arrivals.', 1, 65_536).default(
    DEFAULT_PARALLELISM.data,
  ),
}).meta({ description: 'GPUs that work together; default: one GPU.' });

export const precisionSchema = section({
  weights: z.exactOptional(
    oneOf('Number format of the weights; default: that of the checkpoint.', FORMATS),
  ),
  kvCache: oneOf('Number format of keys and values.', FORMATS).default(DEFAULT_FORMAT),
}).meta({ description: 'Number formats.' });

/** All decodes and a prompt token fit into the budget, and a chunk does. */
function budgetHoldsBatch({ maxBatchSize, tokenBudget, chunkSize }: Unchecked): readonly Fault[] {
  if (typeof tokenBudget !== 'number') return [];
  const faults: Fault[] = [];
  if (typeof maxBatchSize === 'number' && tokenBudget <= maxBatchSize) {
    const byDefault = tokenBudget === DEFAULT_ENGINE.tokenBudget;
    faults.push(
      byDefault
        ? { path: ['maxBatchSize'], allowed: `less than tokenBudget = ${tokenBudget}` }
        : { path: ['tokenBudget'], allowed: `more than maxBatchSize = ${maxBatchSize}` },
    );
  }
  if (typeof chunkSize === 'number' && chunkSize > tokenBudget)
    faults.push({ path: ['chunkSize'], allowed: `at most tokenBudget = ${tokenBudget}` });
  return faults;
}
