/** The settings as command-line flags of the engines. */
import type { Feasible } from '../scenario/metrics.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Settings } from './tune-engine.ts';

/**
 * Flags to paste. SGLang counts prompt tokens apart from decodes, so its chunk is what the
 * budget leaves beside the mean decodes; vLLM and TensorRT-LLM count both together, so a cap on
 * prompt tokens alone becomes a budget with room for the decodes.
 */
export function flags(scenario: Scenario, settings: Settings, decodes: number): Feasible['flags'] {
  const { maxBatchSize, tokenBudget, chunkSize = Infinity } = settings;
  const running = Math.min(maxBatchSize, Math.round(decodes));
  const budget = Math.max(maxBatchSize, Math.min(tokenBudget, chunkSize + running));
  const chunk = Math.max(1, Math.min(chunkSize, tokenBudget - running));
  const memory = scenario.engine.gpuMemoryUtilization;
  const ways = degrees(scenario);
  return {
    vllm: join([
      '--enable-chunked-prefill',
      `--max-num-seqs ${maxBatchSize}`,
      `--max-num-batched-tokens ${budget}`,
      `--gpu-memory-utilization ${memory}`,
      ...ways.map(({ vllm, value }) => `${vllm} ${value}`),
    ]),
    sglang: join([
      '--enable-mixed-chunk',
      `--max-running-requests ${maxBatchSize}`,
      `--chunked-prefill-size ${chunk}`,
      `--mem-fraction-static ${memory}`,
      ...ways.map(({ sglang, value }) => `${sglang} ${value}`),
    ]),
    tensorrtLlm: join([
      '--enable_chunked_context',
      `--max_batch_size ${maxBatchSize}`,
      `--max_num_tokens ${budget}`,
      `--kv_cache_free_gpu_memory_fraction ${memory}`,
      ...ways.map(({ tensorrtLlm, value }) => `${tensorrtLlm} ${value}`),
    ]),
  };
}

const join = (parts: readonly string[]) => parts.join(' ');

interface Degree {
  readonly vllm: string;
  readonly sglang: string;
  readonly tensorrtLlm: string;
  readonly value: number;
}

/** Parallel degrees above one. */
function degrees({ iterationTime: model }: Scenario): Degree[] {
  if (typeof model !== 'object' || model.kind !== 'hardware') return [];
  const { tensor, pipeline, data } = model.parallelism;
  return [
    {
      vllm: '--tensor-parallel-size',
      sglang: '--tp-size',
      tensorrtLlm: '--tp_size',
      value: tensor,
    },
    {
      vllm: '--pipeline-parallel-size',
      sglang: '--pp-size',
      tensorrtLlm: '--pp_size',
      value: pipeline,
    },
    { vllm: '--data-parallel-size', sglang: '--dp-size', tensorrtLlm: '--dp_size', value: data },
  ].filter(({ value }) => value > 1);
}
