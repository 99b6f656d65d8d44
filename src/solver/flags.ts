/** The settings as command-line flags of the engines. */
import type { Feasible, GpuMemory } from '../scenario/metrics.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Settings } from './search.ts';

/**
 * Flags to paste. SGLang counts prompt tokens apart from decodes, so its chunk is what the
 * budget leaves beside the mean decodes; vLLM and TensorRT-LLM count both together, so a cap on
 * prompt tokens alone becomes a budget with room for the decodes. The memory share is that of the
 * whole GPU in vLLM, of weights and cache together in SGLang, and of what weights and buffers leave
 * in TensorRT-LLM.
 */
export function flags(
  scenario: Scenario,
  settings: Settings,
  decodes: number,
  perGpu?: GpuMemory,
): Feasible['flags'] {
  const { maxBatchSize, tokenBudget, chunkSize = Infinity } = settings;
  const perDecode = 1 + (scenario.engine.speculation?.draftTokens ?? 0);
  const running = Math.min(maxBatchSize, Math.round(decodes)) * perDecode;
  const budget = Math.max(maxBatchSize, Math.min(tokenBudget, chunkSize + running));
  const chunk = Math.max(1, Math.min(chunkSize, tokenBudget - running));
  const share = memoryShares(scenario.engine.gpuMemoryUtilization, perGpu);
  const ways = degrees(scenario);
  const chunked = scenario.engine.policy === 'chunked-prefill';
  return {
    vllm: join([
      chunked ? '--enable-chunked-prefill' : '--no-enable-chunked-prefill',
      `--max-num-seqs ${maxBatchSize}`,
      `--max-num-batched-tokens ${budget}`,
      `--gpu-memory-utilization ${share.vllm}`,
      ...ways.map(({ vllm }) => vllm),
    ]),
    sglang: join([
      ...(chunked ? ['--enable-mixed-chunk'] : []),
      `--max-running-requests ${maxBatchSize}`,
      ...(chunked
        ? [`--chunked-prefill-size ${chunk}`]
        : ['--chunked-prefill-size -1', `--max-prefill-tokens ${tokenBudget}`]),
      `--mem-fraction-static ${share.sglang}`,
      ...ways.map(({ sglang }) => sglang),
    ]),
    tensorrtLlm: join([
      ...(chunked ? ['--enable_chunked_prefill'] : []),
      `--max_batch_size ${maxBatchSize}`,
      `--max_num_tokens ${budget}`,
      `--kv_cache_free_gpu_memory_fraction ${share.tensorrtLlm}`,
      ...ways.map(({ tensorrtLlm }) => tensorrtLlm),
    ]),
  };
}

/** What share of its memory each engine is told to take, rounded down to a hundredth. */
function memoryShares(utilization: number, perGpu: GpuMemory | undefined) {
  const whole = { vllm: utilization, sglang: utilization, tensorrtLlm: utilization };
  if (perGpu === undefined) return whole;
  const { usable, weights, activations, kvCache } = perGpu;
  const memory = usable / utilization;
  const hundredths = (share: number) => Math.floor(share * 100) / 100;
  return {
    vllm: utilization,
    sglang: hundredths((weights + kvCache) / memory),
    tensorrtLlm: hundredths(kvCache / (memory - weights - activations)),
  };
}

const join = (parts: readonly string[]) => parts.join(' ');

interface Degree {
  readonly vllm: string;
  readonly sglang: string;
  readonly tensorrtLlm: string;
}

/** Parallel degrees above one. */
function degrees({ iterationTime: model }: Scenario): Degree[] {
  if (typeof model !== 'object' || model.kind !== 'hardware') return [];
  const { tensor, pipeline, expert, data } = model.parallelism;
  const of = (value: number, vllm: string, sglang: string, tensorrtLlm: string): Degree[] =>
    value > 1 ? [{ vllm, sglang, tensorrtLlm }] : [];
  return [
    ...of(tensor, `--tensor-parallel-size ${tensor}`, `--tp-size ${tensor}`, `--tp_size ${tensor}`),
    ...of(
      pipeline,
      `--pipeline-parallel-size ${pipeline}`,
      `--pp-size ${pipeline}`,
      `--pp_size ${pipeline}`,
    ),
    ...of(expert, '--enable-expert-parallel', `--ep-size ${expert}`, `--ep_size ${expert}`),
    ...of(data, `--data-parallel-size ${data}`, `--dp-size ${data}`, `# ${data} such servers`),
  ];
}
