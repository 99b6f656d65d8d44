/** What a reader of simulated figures must know of them. */
import type { Estimate, RequestCounts, RunKind } from '../../scenario/simulation.ts';

export function warningsOf(
  kind: RunKind,
  counts: RequestCounts,
  ttft: Estimate | null,
): readonly string[] {
  const { completed, arrived, neverFit, preemptions } = counts;
  const warnings: string[] = [];
  if (kind === 'unsettled')
    warnings.push(
      'the run was too short to reach a steady state: latencies depend on its length; ask for more requests',
    );
  if (kind === 'overload')
    warnings.push(
      'more arrives than can be served: TTFT and E2E grow without end, the other figures are those at the limit',
    );
  const imprecision = ttft === null ? 0 : ttft.halfWidth / ttft.value;
  if (kind === 'steady' && imprecision > IMPRECISE)
    warnings.push(
      `the mean TTFT is known to ± ${Math.round(100 * imprecision)} % only: the run is short for its memory, and its high percentiles are likely too low`,
    );
  if (neverFit > 0)
    warnings.push(
      `${neverFit} of ${arrived} requests never fit into the KV cache and were turned away`,
    );
  if (completed === 0) warnings.push('no request was completed');
  else if (completed < FEW)
    warnings.push(`only ${completed} requests were completed: p99 is one of the slowest few`);
  if (preemptions > completed / 100)
    warnings.push(
      `${preemptions} preemptions of ${completed} requests: the KV cache is too small for this load`,
    );
  return warnings;
}

/** From here on intervals of p99 held less often than seven times in ten (docs/simulation.md). */
const IMPRECISE = 0.2;
/** Fewer have fewer than ten beyond p99. */
const FEW = 1000;
