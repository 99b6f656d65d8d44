/**
 * How much less often slots are all taken where arrivals keep a distance: what Hayward's approximation
 * says of these over what it says of Poisson arrivals. The number in the slots spreads less, z < 1.
 *
 * Approximation; 1 for Poisson arrivals.
 *
 * @see docs/model.md#slots
 */
import { peakedServers } from '../../queueing/peaked-servers.ts';
import { decodeTime, type Server } from '../engine/server.ts';
import type { WorkLengths } from './backlog.ts';
import type { Balance } from './batch-balance.ts';
import type { Capacity } from './capacity.ts';

/** No queue is more regular than that. */
const LEAST_PEAKEDNESS = 0.05;

/** P(all slots are taken) under arrivals of c_a² = `variability` ≤ 1 over that under Poisson arrivals. */
export function regularBlocking(
  server: Server,
  work: WorkLengths,
  limits: Capacity,
  arrivalRate: number,
  balance: Balance,
  variability: number,
): number {
  if (variability >= 1) return 1;
  const { theta } = server.workload.outputs;
  const { slots, memory } = limits;
  const prompts = Math.min(0.97, 1 - decodeTime(server, limits.decodes) / limits.cycle);
  const used = Math.min(1.5, balance.decodes / limits.decodes);
  const busy = (scv: number) => {
    const number = (1 - theta) * (1 - prompts) ** 2 + theta * (scv + prompts ** 2 * work.scv);
    return peakedServers({
      servers: slots,
      offered: slots * Math.max(0, 1 - (1 - used) * (1 - prompts)),
      peakedness: Math.max(LEAST_PEAKEDNESS, number + memory.share * memory.heldScv),
      utilization: Math.min(0.9999, arrivalRate / limits.arrivalRate),
      departureScv: 1,
    }).busy;
  };
  const poisson = busy(1);
  return poisson > 0 ? busy(variability) / poisson : 0;
}
