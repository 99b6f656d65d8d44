/**
 * The stability limit of prefill first: with endless demand every decode iteration is full, and
 * the slots it frees are filled by prompts before the next one.
 *
 * Approximation: the number of freed slots is Poisson; within 1 % of simulated saturation except
 * for fixed output lengths, whose requests end together.
 *
 * @see docs/model.md#stability-limit-of-prefill-first
 */
import { expectation } from '../../numerics/discrete-law.ts';
import type { Capacity } from '../chunked-prefill/capacity.ts';
import { kvSlots, limitedSlots } from '../engine/kv-slots.ts';
import { decodeTime, type Server } from '../engine/server.ts';
import type { Packing } from './packing.ts';

/** Seconds of the prefill of k prompts that wait together, nothing else running. */
export type PrefillTime = (prompts: number) => number;

export function prefillTime({ workload, time }: Server, packing: Packing): PrefillTime {
  const { medium, coarse, mean, pairs, pairsPerToken } = workload.prompts;
  const one = expectation(medium, (x) => time(x, pairs(x), 0, 0));
  const together = packing.iterations(2) - 1;
  const two = expectation(coarse, (x) =>
    expectation(coarse, (y) => time(x + y, pairs(x) + pairs(y), 0, 0)),
  );
  const known = [0, one, (1 - together) * two + together * 2 * one];
  return (k) => {
    const whole = Math.floor(k);
    if (k <= 2) {
      const [low, high] = [known[whole] as number, known[Math.min(2, whole + 1)] as number];
      return low + (high - low) * (k - whole);
    }
    const iterations = packing.iterations(k);
    const tokens = (k * mean) / iterations;
    return iterations * time(tokens, tokens * pairsPerToken, 0, 0);
  };
}

export function capacity(server: Server, packing: Packing, prefill: PrefillTime): Capacity {
  const kv = kvSlots(server, () => 0);
  const { slots, memoryShare } = limitedSlots(kv, server.maxBatchSize);
  const { prompts, outputs } = server.workload;
  const freed = outputs.decodeMean > 1e-9 ? slots / outputs.decodeMean : Infinity;
  const together = 1 + memoryShare * (kv.together - 1);
  const preemptions = memoryShare * kv.preemptions(slots);
  const { cycle, admitted } =
    freed === Infinity
      ? { cycle: prefill(packing.perIteration * 50) / 50, admitted: packing.perIteration }
      : {
          cycle:
            decodeTime(server, slots) +
            meanOverClumps(freed * (1 + preemptions), together, prefill),
          admitted: freed,
        };
  return {
    arrivalRate: slots < 1 ? 0 : admitted / cycle,
    bottleneck: memoryShare > 0.5 ? 'kvCache' : 'slots',
    decodes: freed === Infinity ? 0 : slots,
    budgetDecodes: Infinity,
    prefillTokens: admitted * (1 + preemptions) * prompts.mean,
    cycle,
    slots,
    slotDecodes: slots,
    intake: 0,
    chunks: 0,
    memory: {
      share: memoryShare,
      preemptions,
      heldScv: kv.heldScv,
      volumeScv: kv.volumeScv,
    },
  };
}

/**
 * E[g(K)] where memory admits in clumps of a mean size: a Poisson number of clumps, each as if of
 * exactly that size.
 */
function meanOverClumps(mean: number, clump: number, g: (k: number) => number): number {
  return meanOverPoisson(mean / clump, (k) => g(k * clump));
}

/** E[g(K)] for a Poisson number with a given mean. */
function meanOverPoisson(mean: number, g: (k: number) => number): number {
  const deviation = Math.sqrt(mean);
  const from = Math.max(0, Math.floor(mean - 7 * deviation - 1));
  const to = Math.ceil(mean + 8 * deviation + 6);
  const step = Math.max(1, Math.floor((to - from) / 60));
  let [sum, total, mass] = [0, 0, 1];
  for (let k = from; k <= to; k++) {
    if ((k - from) % step === 0) {
      sum += mass * g(k);
      total += mass;
    }
    mass *= mean / (k + 1);
  }
  return sum / total;
}
