/** Whether figures of a run have a limit at all: overload is said, never reported as if steady. */
import { type Confidence, halfWidthOfMean } from '../../numerics/statistics.ts';
import type { Estimate, RunKind } from '../../scenario/simulation.ts';
import type { Replication } from '../replication.ts';

/** Less growth than this share of the arrivals may be a transient that has not ended. */
const SMALL_GROWTH = 0.005;

/**
 * Growth of the backlog over the second half of the runs, per second. A growing backlog is a random
 * walk with a drift: its changes over parts of the time are independent results.
 */
export function backlogGrowth(
  replications: readonly Replication[],
  confidence: Confidence = 0.95,
): Estimate {
  const changes = replications.flatMap(({ backlogChanges }) => backlogChanges);
  const each = changes.map(({ requests }) => requests);
  const seconds = changes.reduce((sum, change) => sum + change.seconds, 0);
  if (!(seconds > 0)) return { value: 0, halfWidth: 0 };
  const total = each.reduce((sum, requests) => sum + requests, 0);
  const halfWidth = (halfWidthOfMean(each, confidence) * each.length) / seconds;
  return { value: total / seconds, halfWidth };
}

/**
 * Overload: the backlog grows, 99.9 % certain, by more than 0.5 % of what arrives. Unsettled: it
 * grows, 95 % certain, or half of the runs or more were still filling up in their second half.
 */
export function kindOf(replications: readonly Replication[], settles: boolean): RunKind {
  if (!settles) return 'finite';
  const surely = backlogGrowth(replications, 0.999);
  const likely = backlogGrowth(replications);
  if (surely.value > surely.halfWidth && surely.value > SMALL_GROWTH * offeredRate(replications))
    return 'overload';
  const filling = replications.filter(({ settled }) => !settled).length;
  const grows = likely.value > likely.halfWidth;
  return grows || 2 * filling >= replications.length ? 'unsettled' : 'steady';
}

function offeredRate(replications: readonly Replication[]): number {
  const batches = replications.flatMap((replication) => replication.batches);
  const total = (key: 'offered' | 'seconds') =>
    batches.reduce((sum, { completions }) => sum + completions[key], 0);
  return total('offered') / total('seconds');
}
