/** What the iterations of batches work on, and how long they take. */
import { Histogram } from '../../numerics/histogram.ts';
import type { Composition } from '../../scenario/metrics.ts';
import { meanAge } from '../traffic/decode-counts.ts';
import type { Batches, BatchKind } from './batches.ts';

/** Means over iterations. @param batchShares of the batches that have one of the sizes. */
export function composition(batches: Batches, batchShares: ArrayLike<number>): Composition {
  const { server, kinds } = batches;
  const { prompts, outputs, meanDecodeContext } = server.workload;
  let [iterations, requests, seconds, decodes, context] = [0, 0, 0, 0, 0];
  for (const [n, kind] of kinds.entries()) {
    const share = batchShares[n] as number;
    if (share === 0) continue;
    const found = ofKind(batches, kind);
    iterations += share * (kind.prefill.count + found.iterations);
    requests += share * kind.size;
    seconds += share * found.seconds;
    decodes += share * found.decodes;
    context += share * found.context;
  }
  if (!batches.keepsFinished) {
    decodes = requests * outputs.decodeMean;
    context = decodes * meanDecodeContext;
  }
  return {
    prefillRequests: requests / iterations,
    chunkTokens: (requests * prompts.mean) / iterations,
    decodes: decodes / iterations,
    contextTokens: context / iterations,
    iterationTime: seconds / iterations,
  };
}

/** Of one batch: decode iterations, seconds, and what static decodes work on. */
function ofKind({ law, server }: Batches, { size, time, decoding }: BatchKind) {
  const { prompts, outputs } = server.workload;
  const { meanLength } = prompts;
  const perDecode = outputs.decodeMean > 0 ? outputs.gapMean / outputs.decodeMean : 1;
  let [iterations, seconds, decodes, context] = [0, 0, 0, 0];
  for (const [a, m] of decoding.longest.means.entries()) {
    const weight = (law.upTo[a] as number) ** size - (law.below[a] as number) ** size;
    iterations += weight * m;
    seconds += weight * (time[a] as number);
    decodes += weight * m * size;
    context += weight * size * m * (meanLength + meanAge(m, m * perDecode));
  }
  return { iterations, seconds, decodes, context };
}

/** t_inf over iterations. */
export function iterationLaw(batches: Batches, batchShares: ArrayLike<number>): Histogram {
  const out = new Histogram();
  for (const [n, kind] of batches.kinds.entries()) {
    const share = batchShares[n] as number;
    if (share < 1e-7) continue;
    addSubBatches(out, batches, kind, share);
    addDecodes(out, batches, kind.size, share);
  }
  return out;
}

function addSubBatches(
  out: Histogram,
  { pack }: Batches,
  { prefill: { bySize } }: BatchKind,
  share: number,
): void {
  for (let c = 0; c <= pack.cells; c++)
    if ((bySize[c] as number) > 1e-9)
      out.add(pack.seconds[c] as number, share * (bySize[c] as number));
  const alone = bySize[pack.cells + 1] as number;
  for (const [seconds, weight] of pack.large)
    out.add(seconds, (share * alone * weight) / pack.over);
}

/** Decode iterations of a batch, as long as anybody is left. */
function addDecodes(
  out: Histogram,
  { law, server, keepsFinished }: Batches,
  size: number,
  share: number,
): void {
  const { meanLength } = server.workload.prompts;
  for (const [a, width] of law.widths.entries()) {
    const gone = law.below[a] as number;
    const any = 1 - gone ** size;
    if (width * any < 1e-9) continue;
    const g = keepsFinished ? size : Math.max(1, (size * (1 - gone)) / any);
    out.add(server.time(0, 0, g, g * (meanLength + (law.ages[a] as number))), share * width * any);
  }
}
