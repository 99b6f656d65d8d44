/**
 * The latencies of each class of requests. All wait in one queue and decode in the same iterations: what
 * differs are the own prompt, the own answer and, with priorities, the own wait.
 *
 * @see docs/model.md#classes-of-requests
 */
import type { Histogram } from '../../numerics/histogram.ts';
import type { ClassLaws } from '../policy-analysis.ts';
import type { Workload } from '../traffic/workload.ts';
import { e2eLaw, type GapSums, tpotLaw } from './completion.ts';
import { together } from './first-token.ts';

interface FirstTokens {
  readonly ttfts: readonly Histogram[];
  readonly prefillWait: Histogram;
  /** t_qp by class, where it differs. */
  readonly waits?: readonly Histogram[];
}

/** Nothing where requests are all of one kind. */
export function classLaws(
  { classes, isMixed }: Workload,
  { ttfts, prefillWait, waits }: FirstTokens,
  sums: readonly GapSums[],
): { readonly classes?: readonly ClassLaws[] } {
  if (!isMixed) return {};
  const { mean } = together(ttfts);
  return {
    classes: classes.map((one, place): ClassLaws => {
      const ttft = ttfts[place] as Histogram;
      const own = sums.map((sum, i) => ({ ...sum, weight: one.outputs[i] as number }));
      return {
        prefillWait: waits?.[place] ?? prefillWait,
        ttft,
        tpot: tpotLaw(own, ttft.mean / mean - 1),
        e2e: e2eLaw(sums, [ttft], [one], mean),
      };
    }),
  };
}
