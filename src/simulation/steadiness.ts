/** Whether figures of a run have a limit at all: overload is said, never reported as if steady. */
import { halfWidthOfMean, sampleMean } from '../numerics/statistics.ts';
import type { Estimate, RunKind } from '../scenario/simulation.ts';
import type { Replication } from './replication.ts';

/** Less growth than this share of the arrivals may be a transient that has not ended. */
const SMALL_GROWTH = 0.01;

/** Growth of the backlog over the second half of the runs; per second. */
export function backlogGrowth(replications: readonly Replication[]): Estimate {
  const each = replications.map(({ growth }) => growth);
  const halfWidth = each.length < 2 ? 0 : halfWidthOfMean(each, 0.95);
  return { value: sampleMean(each), halfWidth };
}

/**
 * Overload: the backlog grows, 99.9 % certain, by more than 1 % of what arrives. Unsettled: it
 * grows, 95 % certain, or the warm-up of half of the runs does not end in their first half.
 */
export function kindOf(replications: readonly Replication[], settles: boolean): RunKind {
  if (!settles) return 'finite';
  const each = replications.map(({ growth }) => growth);
  const mean = sampleMean(each);
  const surely = each.length > 1 && mean > halfWidthOfMean(each, 0.999);
  const likely = each.length > 1 && mean > halfWidthOfMean(each, 0.95);
  const offered = sampleMean(
    replications.map(({ completions }) => completions.offered / completions.seconds),
  );
  if (surely && mean > SMALL_GROWTH * offered) return 'overload';
  const unsettled = replications.filter(({ settled }) => !settled).length;
  return likely || unsettled > replications.length / 2 ? 'unsettled' : 'steady';
}
