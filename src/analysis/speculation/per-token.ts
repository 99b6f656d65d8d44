/**
 * The gaps between tokens where an iteration makes several: those of one iteration come together, so
 * the gaps are a mixture of zeros and of the gaps between iterations.
 *
 * @see docs/model.md#gaps-of-drafted-answers
 */
import { Histogram } from '../../numerics/histogram.ts';
import type { Server } from '../engine/server.ts';
import type { GapLaws, Laws, PolicyAnalysis } from '../policy-analysis.ts';

/** The analysis of a policy, worked out by iterations, with its gaps by tokens. */
export function perToken(server: Server, analysis: PolicyAnalysis): PolicyAnalysis {
  const { drafted, decodeMean, gapMean } = server.workload.outputs;
  if (drafted === undefined || gapMean === 0) return analysis;
  const share = Math.min(1, decodeMean / gapMean);
  const gapsOf = <T extends GapLaws>(laws: T): T => ({
    ...laws,
    tbt: withZeros(laws.tbt, share),
    meanGap: share * laws.meanGap,
  });
  return {
    ...analysis,
    limits: { ...analysis.limits, cycle: share * analysis.limits.cycle },
    gaps: (rate) => gapsOf(analysis.gaps(rate)),
    laws: (rate) => {
      const laws = gapsOf(analysis.laws(rate));
      return { ...laws, ...waitsOf(laws, share) };
    },
    means: (rate) => {
      const { ttft, tbt } = analysis.means(rate);
      return { ttft, tbt: share * tbt };
    },
  };
}

function waitsOf({ generationWait }: Laws, share: number): Pick<Laws, 'generationWait'> {
  return generationWait === undefined ? {} : { generationWait: withZeros(generationWait, share) };
}

/** A law of which only a share is kept, the rest being zero. */
function withZeros(law: Histogram, share: number): Histogram {
  if (!(law.weight > 0)) return law;
  const out = new Histogram();
  out.addAll(law);
  out.add(0, law.weight * (1 / share - 1));
  return out;
}
