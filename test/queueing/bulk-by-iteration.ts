import type { BulkQueue } from '../../src/queueing/bulk-queue.ts';

/** The law of a Poisson number of customers' cells, by Panjer's recursion; cells < room. */
export function compoundPoisson(mean: number, sizes: Float64Array, room: number): Float64Array {
  const law = new Float64Array(room);
  law[0] = Math.exp(mean * ((sizes[0] ?? 0) - 1));
  for (let n = 1; n < room; n++) {
    let sum = 0;
    for (let i = 1; i <= Math.min(n, sizes.length - 1); i++)
      sum += i * (sizes[i] ?? 0) * (law[n - i] ?? 0);
    law[n] = (mean * sum) / n;
  }
  return law;
}

export function convolved(x: Float64Array, y: Float64Array): Float64Array {
  const out = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++)
    for (let j = 0; i + j < x.length; j++)
      out[i + j] = (out[i + j] ?? 0) + (x[i] ?? 0) * (y[j] ?? 0);
  return out;
}

/**
 * The law of the work at round starts by doing what the queue does, round after round, until
 * nothing changes. Slow and plain: the reference for the solution by roots.
 */
export function lawByIteration(queue: BulkQueue, room: number, rounds: number): Float64Array {
  const { arrivals, sizes, sleeps, rests } = queue;
  const k = arrivals.length - 1;
  const added = Array.from(arrivals, (mean, w) => {
    const come =
      w === 0 && sleeps
        ? Float64Array.from({ length: room }, (_, i) => sizes[i] ?? 0)
        : compoundPoisson(mean, sizes, room);
    const left = rests?.laws[w];
    if (rests === undefined || left === undefined || w === k) return come;
    const { share } = rests;
    const rest = Float64Array.from(
      { length: room },
      (_, i) => share * (left[i] ?? 0) + (i === 0 ? 1 - share : 0),
    );
    return convolved(come, rest);
  });
  let law = Float64Array.from({ length: room }, (_, w) => (w === 0 ? 1 : 0));
  for (let round = 0; round < rounds; round++) law = oneRound(law, k, added);
  return law;
}

function oneRound(
  law: Float64Array,
  k: number,
  added: readonly Float64Array[],
): Float64Array<ArrayBuffer> {
  const next = new Float64Array(law.length);
  law.forEach((mass, w) => {
    if (mass < 1e-18) return;
    const left = Math.max(0, w - k);
    const more = added[Math.min(w, k)] ?? law;
    for (let i = 0; left + i < next.length; i++)
      next[left + i] = (next[left + i] ?? 0) + mass * (more[i] ?? 0);
  });
  return next;
}
