/** What a reader of simulated figures must know of them. */
import type { RequestCounts, RunKind } from '../../scenario/simulation.ts';

export function warningsOf(kind: RunKind, counts: RequestCounts): readonly string[] {
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

/** Fewer have fewer than ten beyond p99. */
const FEW = 1000;
