/** `parallelism`, `precision`: how a model is spread over GPUs, and in which numbers. */
import * as z from 'zod';
import { DEFAULT_FORMAT, DEFAULT_PARALLELISM } from '../defaults.ts';
import type { NumberFormat } from '../scenario.ts';
import { count, oneOf, section } from './fields.ts';

const FORMATS = ['bf16', 'fp8', 'fp4', 'int4'] as const satisfies readonly NumberFormat[];

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
