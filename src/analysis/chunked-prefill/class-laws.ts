/**
 * The latencies of each class of requests. All wait in one queue and decode in the same iterations: what
 * differs are the own prompt, the own answer and, with priorities, the own wait.
 *
 * @see docs/model.md#classes-of-requests
 */
import type { Histogram } from '../../numerics/histogram.ts';
import type { Server } from '../engine/server.ts';
import type { ClassLaws } from '../policy-analysis.ts';
import type { Workload } from '../traffic/workload.ts';
import { clumpBehind, e2eLaw, type GapSums, type OwnClump, tpotLaw } from './completion.ts';
import type { FirstToken } from './first-token.ts';
import { together } from './first-token-laws.ts';

type FirstTokens = Pick<FirstToken, 'ttfts' | 'prefillWait' | 'waits' | 'clumps'>;

/** Nothing where requests are all of one kind. */
export function classLaws(
  { classes, isMixed, outputs }: Workload,
  first: FirstTokens,
  sums: readonly GapSums[],
): { readonly classes?: readonly ClassLaws[] } {
  if (!isMixed) return {};
  const clumpOf = ownClumps(first);
  return {
    classes: classes.map((one, place): ClassLaws => {
      const ttft = first.ttfts[place] as Histogram;
      const own = sums.map((sum, i) => ({ ...sum, weight: one.outputs[i] as number }));
      return {
        prefillWait: first.waits?.[place] ?? first.prefillWait,
        ttft,
        tpot: tpotLaw(own, outputs, clumpOf(place)(ttft.mean)),
        e2e: e2eLaw(sums, [ttft], [one], () => clumpOf(place)),
      };
    }),
  };
}

/** By class: of its own, or as first come first served makes it. */
export function ownClumps({ ttfts, clumps }: FirstTokens): (place: number) => OwnClump {
  if (clumps !== undefined) return (place) => () => (clumps[place] as number) - 1;
  const behind = clumpBehind(together(ttfts).mean);
  return () => behind;
}

/** Seconds that the order of the prompts adds to the mean gap. */
export function reordered(
  { workload }: Server,
  sums: readonly GapSums[],
  { clumps }: Pick<FirstToken, 'clumps'>,
): number {
  const { classes, outputs } = workload;
  if (clumps === undefined || !(outputs.decodeMean > 0)) return 0;
  let seconds = 0;
  classes.forEach(({ outputs: shares }, place) => {
    const beyond = (clumps[place] as number) - 1;
    sums.forEach(({ clump }, i) => {
      seconds += (shares[i] as number) * clump * beyond;
    });
  });
  return seconds / outputs.decodeMean;
}
