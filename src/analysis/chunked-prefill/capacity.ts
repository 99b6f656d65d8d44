/**
 * The stability limit: the largest rate the engine can carry forever, and its mix there. What
 * runs out is either the token budget, or the slots (requests in flight), be they limited by
 * the batch size or by the KV cache.
 *
 * Approximation: 1 % against simulated saturation, up to 4 % where the KV cache limits; docs/accuracy.md.
 *
 * @see docs/model.md#stability-limit
 */
import { expectation } from '../../numerics/discrete-law.ts';
import { boundaryLaw } from '../../queueing/bulk-queue.ts';
import { closedThroughput } from '../../queueing/closed-loop.ts';
import { latticeLaw } from '../../queueing/lattice.ts';
import { kvSlots } from '../engine/kv-slots.ts';
import { decodeTime, fullTime, mixedTime, prefillBudget, type Server } from '../engine/server.ts';
import { soloService } from '../one-slot/service.ts';
import type { WorkLengths } from './backlog.ts';

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
}

export function capacity(server: Server, work: WorkLengths): Capacity {
  const { prompts, outputs } = server.workload;
  const kv = kvSlots(server);
  const slots = Math.min(server.maxBatchSize, kv);
  if (slots < 1) return nothing(slots);
  if (slots < 2) return oneSlot(server, slots, kv < server.maxBatchSize);
  const admitted = admittedPerIteration(server, work, slots);
  const decodes = admitted * outputs.decodeMean;
  const cycle = saturatedCycle(server, work, admitted, decodes);
  const budgetDecodes = budgetLimitedDecodes(server);
  const chunks = chunksPerPrompt(server, prefillBudget(server, decodes));
  const slotDecodes = (slots * outputs.decodeMean) / (outputs.decodeMean + chunks);
  const intake =
    outputs.decodeMean < 1e-9
      ? Infinity
      : ((slotDecodes / outputs.decodeMean) * prompts.mean) / prefillBudget(server, slotDecodes);
  return {
    arrivalRate: admitted / cycle,
    bottleneck: intake > 1 ? 'tokenBudget' : kv < server.maxBatchSize ? 'kvCache' : 'slots',
    decodes,
    budgetDecodes,
    prefillTokens: admitted * prompts.mean,
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
function admittedPerIteration(server: Server, work: WorkLengths, slots: number): number {
  const { prompts, outputs } = server.workload;
  const busy = budgetLimitedDecodes(server);
  const byBudget = prefillBudget(server, busy) / prompts.mean;
  if (outputs.decodeMean < 1e-9) return byBudget;
  const chunks = chunksPerPrompt(server, prefillBudget(server, Math.min(busy, slots)));
  const bound = Math.min(byBudget, slots / (outputs.decodeMean + chunks));
  const exponential = closedThroughput({
    jobs: slots,
    think: outputs.decodeMean,
    rate: (i) => {
      const each = prompts.mean / prefillBudget(server, Math.max(0, slots - i));
      return i / (chunks + (i - 1) * each);
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
  };
}

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
  };
}

/** g with P(g)·E1 = g·E[x]: the decodes that full prefill budgets keep running. */
function budgetLimitedDecodes({ workload, tokenBudget, chunkSize }: Server): number {
  const { prompts, outputs } = workload;
  const shared = (tokenBudget * outputs.decodeMean) / (prompts.mean + outputs.decodeMean);
  return tokenBudget - shared <= chunkSize
    ? shared
    : (chunkSize * outputs.decodeMean) / prompts.mean;
}

/** E⌈x/P⌉: iterations a prompt takes when it starts one. */
export function chunksPerPrompt(server: Server, budget: number): number {
  return expectation(server.workload.prompts.medium, (x) =>
    Math.max(1, Math.ceil(x / budget - 1e-9)),
  );
}

/** Mean iteration with g decodes while r prompts are admitted in each, over the law of the backlog. */
function saturatedCycle(server: Server, work: WorkLengths, admitted: number, g: number): number {
  const mean = admitted * server.workload.prompts.mean;
  const budget = prefillBudget(server, g);
  if (server.linear || mean > 0.999 * budget) return mixedTime(server, Math.min(mean, budget), g);
  const cells = 16;
  const arrivals = new Float64Array(cells + 1).fill(admitted);
  const partial = boundaryLaw({
    arrivals,
    sizes: latticeLaw(work.law, budget / cells),
    sleeps: false,
  });
  if (partial === undefined) return fullTime(server, g);
  let [cycle, rest] = [0, 1];
  partial.forEach((p, w) => {
    cycle += p * mixedTime(server, (w * budget) / cells, g);
    rest -= p;
  });
  return cycle + Math.max(0, rest) * fullTime(server, g);
}

/** Mean seconds of the prefill of a request alone in the engine. */
export function lonePrefill(server: Server): number {
  const budget = prefillBudget(server, 0);
  const full = fullTime(server, 0);
  return expectation(server.workload.prompts.medium, (x) => {
    const whole = Math.max(0, Math.ceil(x / budget - 1e-9) - 1);
    return whole * full + mixedTime(server, x - whole * budget, 0);
  });
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
export function budgetShare({ intake }: Capacity): number {
  return Math.min(1, intake ** 8);
}
