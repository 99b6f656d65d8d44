/**
 * The backlog of one replica where a router keeps all of them equally full. Instead of its share of
 * the stream a replica gets a request when one of its own has left, and requests leave at the end
 * of iterations, however long these are. So a part of the arrivals comes by the iteration, not by
 * the second: long iterations, which carry prompts, do not gather as many.
 *
 * Approximation.
 *
 * @see docs/model.md#least-loaded
 */
import { type BulkQueue, boundaryLaw } from '../../queueing/bulk-queue.ts';
import { pullOf } from './balanced.ts';

interface Even {
  readonly replicas: number;
  /** λ of one replica. */
  readonly arrivalRate: number;
  /** Seconds of the iterations by the cells they start with. */
  readonly durations: Float64Array;
}

/** Rounds of the fixed point in the mean iteration. */
const PASSES = 3;

/** The queue with evened arrivals, and its boundary law; undefined where it has no steady state. */
export function evenBacklog(
  random: BulkQueue,
  { replicas, arrivalRate, durations }: Even,
): { readonly queue: BulkQueue; readonly partial: Float64Array } | undefined {
  const k = durations.length - 1;
  let mean = durations[0] as number;
  let found: { queue: BulkQueue; partial: Float64Array } | undefined;
  for (let pass = 0; pass < PASSES; pass++) {
    const pull = pullOf(replicas, arrivalRate, mean);
    const arrivals = durations.map((t) => arrivalRate * (t + pull * (mean - t)));
    const queue = { ...random, arrivals };
    const partial = boundaryLaw(queue);
    if (partial === undefined) return found;
    found = { queue, partial };
    const full = 1 - partial.reduce((sum, p) => sum + p, 0);
    mean = partial.reduce(
      (sum, p, w) => sum + p * (durations[w] as number),
      full * (durations[k] as number),
    );
  }
  return found;
}
