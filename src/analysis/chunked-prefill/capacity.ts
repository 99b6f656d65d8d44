/**
 * The stability limit: the largest rate the engine can carry forever, and its mix there. What
 * runs out is either the token budget, or the slots (requests in flight), be they limited by
 * the batch size or by the KV cache.
 *
 * Approximation: 1 % against simulated saturation, up to 4 % where the KV cache limits; docs/accuracy.md.
 *
 * @see docs/model.md#stability-limit
 */
import { increasingRoot } from '../../numerics/root.ts';
import { closedThroughput } from '../../queueing/closed-loop.ts';
import { kvSlots, limitedSlots } from '../engine/kv-slots.ts';
import { decodeTime, prefillBudget, type Server } from '../engine/server.ts';
import { soloService } from '../one-slot/service.ts';
import type { WorkLengths } from './backlog.ts';
import { chunksOf, chunksPerPrompt } from './chunks.ts';
import { saturatedCycle } from './saturated-cycle.ts';

export interface Capacity {
  /** λ_max of one engine, requests per second; 0 when not even one request fits. */
  readonly arrivalRate: number;
  readonly bottleneck: 'slots' | 'kvCache' | 'tokenBudget';
  /** g, decodes running at the limit (a mean: not whole). */
  readonly decodes: number;
  /** g at which full prefill budgets and the decodes they start are in balance. */
  readonly budgetDecodes: number;
  /** Prompt tokens of an iteration at the limit. */
  readonly prefillTokens: number;
  /** Seconds of an iteration at the limit. */
  readonly cycle: number;
  /** B', requests in flight at most, by batch size or memory. */
  readonly slots: number;
  /** The most of them that can decode at once, on average: the others prefill. */
  readonly slotDecodes: number;
  /**
   * κ: prompt tokens per iteration that full slots would take in, over those of the budget. Below 1
   * slots are the bottleneck, above 1 the budget.
   */
  readonly intake: number;
  /** Iterations a prompt spends in prefill, E⌈x/P⌉. */
  readonly chunks: number;
  readonly memory: MemoryLimit;
}

/** What the KV cache does to an engine in which requests always wait. */
interface MemoryLimit {
  /** How far the cache rather than the batch size limits the slots: P(fewer than B requests fit). */
  readonly share: number;
  /** Preemptions of a request, each of which computes its prompt again. */
  readonly preemptions: number;
  /** Squared coefficients of variation of what a request holds, at a time and over its stay. */
  readonly heldScv: number;
  readonly volumeScv: number;
}

export function capacity(server: Server, work: WorkLengths): Capacity {
  const most = Math.min(budgetLimitedDecodes(server), server.maxBatchSize);
  const budget = prefillBudget(server, most);
  const kv = kvSlots(server, (x) => chunksOf(x, budget));
  const { slots, memoryShare } = limitedSlots(kv, server.maxBatchSize);
  if (slots < 1) return nothing(slots);
  if (slots < 2) return oneSlot(server, slots, memoryShare > 0.5);
  const together = 1 + memoryShare * (kv.together - 1);
  const once = saturation(server, work, { slots, together, prefills: 1 });
  const limited = memoryShare * Math.max(0, 1 - budgetShare(once));
  const preemptions = limited * kv.preemptions(once.decodes);
  return {
    ...(preemptions > 1e-6
      ? saturation(server, work, { slots, together, prefills: 1 + preemptions })
      : once),
    bottleneck: once.intake > 1 ? 'tokenBudget' : memoryShare > 0.5 ? 'kvCache' : 'slots',
    memory: {
      share: memoryShare,
      preemptions,
      heldScv: kv.heldScv,
      volumeScv: kv.volumeScv,
    },
  };
}

interface Demand {
  readonly slots: number;
  /** Requests admitted at the same moment. */
  readonly together: number;
  /** Times that a prompt is computed: once, and again after each preemption. */
  readonly prefills: number;
}

/** The mix of an engine in which requests always wait. */
function saturation(server: Server, work: WorkLengths, { slots, together, prefills }: Demand) {
  const { prompts, outputs } = server.workload;
  const admitted = admittedPerIteration(server, work, slots, prefills);
  const decodes = admitted * outputs.decodeMean;
  const cycle = saturatedCycle(server, work, admitted * prefills, decodes, together);
  const chunks = chunksPerPrompt(server, prefillBudget(server, decodes));
  const stay = outputs.decodeMean + chunks * prefills;
  const slotDecodes = (slots * outputs.decodeMean) / stay;
  const intake =
    outputs.decodeMean < 1e-9
      ? Infinity
      : ((slotDecodes / outputs.decodeMean) * prompts.mean * prefills) /
        prefillBudget(server, slotDecodes);
  return {
    arrivalRate: admitted / cycle,
    decodes,
    budgetDecodes: budgetLimitedDecodes(server),
    prefillTokens: admitted * prefills * prompts.mean,
    cycle,
    slots,
    slotDecodes,
    intake,
    chunks,
  };
}

/**
 * Requests that an engine with endless demand finishes per iteration. Bounds: all slots decode
 * or prefill undisturbed, or every budget is full. The slots go round between decoding (E1
 * iterations, all at once) and prefill, where i prompts share the budget (one alone needs
 * E⌈x/P⌉ iterations, each more adds E[x]/P), so prompts wait for each other and the bound is
 * not reached; the loss is that of exponential work times (1 + c_w²)/2, at most 1.
 */
function admittedPerIteration(
  server: Server,
  work: WorkLengths,
  slots: number,
  prefills: number,
): number {
  const { prompts, outputs } = server.workload;
  const busy = budgetLimitedDecodes(server);
  const byBudget = prefillBudget(server, busy) / (prompts.mean * prefills);
  if (outputs.decodeMean < 1e-9) return byBudget;
  const budget = prefillBudget(server, Math.min(busy, slots));
  const chunks = chunksPerPrompt(server, budget) * prefills;
  const bound = Math.min(byBudget, slots / (outputs.decodeMean + chunks));
  const exponential = closedThroughput({
    jobs: slots,
    think: outputs.decodeMean,
    rate: (i) => {
      const each = (prompts.mean * prefills) / prefillBudget(server, Math.max(0, slots - i));
      const others = server.whole === undefined ? (i - 1) * each : Math.max(0, i * each - chunks);
      return i / (chunks + others);
    },
  });
  const loss = Math.max(0, 1 - exponential / bound);
  return bound * (1 - loss * Math.min(1, (1 + work.scv) / 2));
}

/** One request at a time: the limit is one over its mean time. */
function oneSlot(server: Server, slots: number, byMemory: boolean): Capacity {
  const { prompts, outputs } = server.workload;
  const chunks = chunksPerPrompt(server, prefillBudget(server, 0));
  const iterations = outputs.decodeMean + chunks;
  const { mean } = soloService(server);
  return {
    arrivalRate: 1 / mean,
    bottleneck: byMemory ? 'kvCache' : 'slots',
    decodes: outputs.decodeMean / iterations,
    budgetDecodes: budgetLimitedDecodes(server),
    prefillTokens: prompts.mean / iterations,
    cycle: mean / iterations,
    slots,
    slotDecodes: outputs.decodeMean / iterations,
    intake: 0,
    chunks,
    memory: NO_LIMIT,
  };
}

const NO_LIMIT: MemoryLimit = { share: 0, preemptions: 0, heldScv: 0, volumeScv: 0 };

function nothing(slots: number): Capacity {
  return {
    arrivalRate: 0,
    bottleneck: 'kvCache',
    decodes: 0,
    budgetDecodes: 0,
    prefillTokens: 0,
    cycle: 0,
    slots,
    slotDecodes: 0,
    intake: 0,
    chunks: 1,
    memory: NO_LIMIT,
  };
}

/** g with P(g)·E1 = g·E[x]: the decodes that full prefill budgets keep running. */
function budgetLimitedDecodes(server: Server): number {
  const { workload, tokenBudget, tokensPerDecode: v, chunkSize, whole } = server;
  const { prompts, outputs } = workload;
  if (whole !== undefined && outputs.decodeMean > 0) {
    const perDecode = prompts.mean / outputs.decodeMean;
    return increasingRoot((g) => g * perDecode - prefillBudget(server, g), 0, 0, tokenBudget);
  }
  const shared = (tokenBudget * outputs.decodeMean) / (prompts.mean + v * outputs.decodeMean);
  return tokenBudget - v * shared <= chunkSize
    ? shared
    : (chunkSize * outputs.decodeMean) / prompts.mean;
}

/** Relative change of the saturated cycle when the context total moves by one standard deviation, squared. */
export function contextVariability(server: Server, { decodes, cycle }: Capacity): number {
  const { decodeContextVariance, meanDecodeContext } = server.workload;
  const deviation = Math.sqrt(decodes * decodeContextVariance);
  const moved = server.time(0, 0, decodes, decodes * meanDecodeContext + deviation);
  return ((moved - decodeTime(server, decodes)) / cycle) ** 2;
}

/**
 * How far the token budget rather than the slots is the bottleneck: κ⁸ up to 1, a steep but
 * smooth switch, so that answers do not jump where one limit takes over from the other.
 */
export function budgetShare({ intake }: Pick<Capacity, 'intake'>): number {
  return Math.min(1, intake ** 8);
}
