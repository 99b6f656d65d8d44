/**
 * The mean iteration of an engine in which requests always wait, over the law of the backlog of those
 * that its slots admit: at the mean for an affine t_inf only.
 *
 * @see docs/model.md#stability-limit
 */
import { boundaryLaw } from '../../queueing/bulk-queue.ts';
import { latticeLaw } from '../../queueing/lattice.ts';
import { fullTime, mixedTime, prefillBudget, type Server } from '../engine/server.ts';
import type { WorkLengths } from './backlog.ts';

/** Mean iteration with g decodes while r prompts are admitted in each, over the law of the backlog. */
export function saturatedCycle(
  server: Server,
  work: WorkLengths,
  admitted: number,
  g: number,
  together: number,
): number {
  const { prompts } = server.workload;
  const mean = admitted * prompts.mean;
  const most = prefillBudget(server, g);
  if (server.linear || mean > 0.999 * most) return mixedTime(server, Math.min(mean, most), g);
  if (server.whole !== undefined)
    return server.whole.cycle(admitted, g) ?? mixedTime(server, Math.min(mean, most), g);
  const few = together * (prompts.quantile995 + prompts.mean * (3 + 4 * admitted));
  for (let budget = Math.min(few, most); ; budget = Math.min(2 * budget, most)) {
    const cycle = cycleWithin(server, work, { admitted, g, together, budget });
    if (budget === most || (cycle !== undefined && cycle.full < 1e-3))
      return cycle?.mean ?? fullTime(server, g);
  }
}

function cycleWithin(
  server: Server,
  work: WorkLengths,
  { admitted, g, together, budget }: { [key in 'admitted' | 'g' | 'together' | 'budget']: number },
): { readonly mean: number; readonly full: number } | undefined {
  const cells = 16;
  const partial = boundaryLaw({
    arrivals: new Float64Array(cells + 1).fill(admitted / together),
    sizes: inClumps(latticeLaw(work.law, budget / cells), together, 4 * cells),
    sleeps: false,
  });
  if (partial === undefined) return undefined;
  let [mean, full] = [0, 1];
  partial.forEach((p, w) => {
    mean += p * mixedTime(server, (w * budget) / cells, g);
    full -= p;
  });
  full = Math.max(0, full);
  return { mean: mean + full * mixedTime(server, budget, g), full };
}

/** The law of a sum of a geometric number of sizes (Panjer's recursion), cut at `most` cells. */
function inClumps(sizes: Float64Array, mean: number, most: number): Float64Array {
  if (mean < 1.001) return sizes;
  const more = 1 - 1 / mean;
  const out = new Float64Array(Math.max(sizes.length, most) + 1);
  const again = 1 - more * (sizes[0] as number);
  let left = 1;
  for (let n = 0; n < out.length; n++) {
    let mass = (1 - more) * (sizes[n] ?? 0);
    for (let i = 1; i <= Math.min(n, sizes.length - 1); i++)
      mass += more * (sizes[i] as number) * (out[n - i] as number);
    out[n] = mass / again;
    left -= mass / again;
  }
  out[out.length - 1] = (out[out.length - 1] as number) + left;
  return out;
}
