/** TPOT of an answer from the time of its decodes. */
import type { Histogram } from '../../numerics/histogram.ts';
import type { DraftedGroup } from './drafted-groups.ts';
import type { Outputs } from './outputs.ts';

/**
 * Adds the time per token of requests with so many decodes that take so long together: over the
 * decodes, and with drafts times the decodes of a token.
 */
export function addPerToken(
  law: Histogram,
  { drafted }: Outputs,
  decodes: number,
  seconds: number,
  weight: number,
): void {
  if (drafted === undefined) {
    law.add(seconds / decodes, weight);
    return;
  }
  for (const [ratio, share] of nearest(drafted.groups, decodes).ratios)
    law.add((seconds / decodes) * ratio, weight * share);
}

/** The group whose number of decodes is next to one. */
function nearest(groups: readonly DraftedGroup[], decodes: number): DraftedGroup {
  let [low, high] = [0, groups.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((groups[middle] as DraftedGroup).decodes <= decodes) low = middle;
    else high = middle;
  }
  const [below, above] = [groups[low] as DraftedGroup, groups[high] as DraftedGroup];
  return decodes - below.decodes < above.decodes - decodes ? below : above;
}
