/** The KV cache: how much there is, and how much of it is in use. */
import { memoryFit } from '../../performance/memory.ts';
import type { GpuMemory, MemorySummary } from '../../scenario/metrics.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Prepared } from '../prepare.ts';
import { workloadOf } from '../traffic/workload.ts';

/** Tokens of KV cache: as told, else what the GPUs leave, else unlimited; and where the bytes go. */
export function memoryOf(scenario: Scenario): { kvCapacity: number; perGpu?: GpuMemory } {
  const { iterationTime: model, engine } = scenario;
  if (typeof model !== 'object' || model.kind !== 'hardware')
    return { kvCapacity: engine.kvCapacity ?? Infinity };
  const { prompts, outputs } = workloadOf(scenario.traffic, engine.speculation);
  const contextTokens = prompts.meanLength + outputs.mean;
  const { kvCapacity, ...perGpu } = memoryFit(model, { ...engine, contextTokens });
  const room = perGpu.shortfall > 0 ? 0 : (engine.kvCapacity ?? kvCapacity);
  return { kvCapacity: room, perGpu };
}

/** Context of running decodes, and half of each prompt that is being computed. */
export function memoryUse(
  { server, kvCapacity, perGpu }: Prepared,
  decodes: number,
  prefilling: number,
  preemptions: number,
): MemorySummary {
  const { meanDecodeContext, prompts } = server.workload;
  const ofOne = decodes * meanDecodeContext + (prefilling * prompts.meanLength) / 2;
  const kvUsed = ofOne * server.stages;
  return {
    kvCapacity,
    kvUsed,
    kvUtilization: kvCapacity === Infinity || kvCapacity === 0 ? 0 : kvUsed / kvCapacity,
    preemptions,
    ...(perGpu === undefined ? {} : { perGpu }),
  };
}
