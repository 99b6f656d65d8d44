/**
 * Requests that find every slot taken. Below the limit the slots in use form a clumped
 * occupancy; a clump that reaches beyond it leaves requests without a slot, which then wait as
 * in a single-server queue whose server is the saturated engine.
 *
 * Approximation; without clumping exactly M/M/B. Weakest where slots and prefill are near
 * critical together.
 *
 * @see docs/model.md#slots
 */
import { clumpedOccupancy } from '../../queueing/clumped-occupancy.ts';
import { decodeTime, type Server } from '../engine/server.ts';
import type { WorkLengths } from './backlog.ts';
import { pooledReplicas } from './balanced.ts';
import { budgetShare, type Capacity, contextVariability } from './capacity.ts';
import type { Clumping } from './occupancy.ts';

export interface SlotBlocking {
  /** P(an arrival finds no slot). */
  readonly blocked: number;
  /** Its mean wait for a slot, seconds. */
  readonly slotWait: number;
}

interface Stage {
  readonly clumping: Clumping;
  readonly dispersion: number;
  readonly firstClump: number;
  /** c_a² of the arrivals, 1 for Poisson, and I of their entries; those above are of Poisson arrivals. */
  readonly variability: number;
  readonly entryDispersion: number;
  /** Mean seconds of an iteration with g decodes. */
  readonly cycle: (g: number) => number;
  readonly entries: (g: number, seconds: number) => number;
  /** Seconds of an idle period. */
  readonly idle: number;
}

export function slotBlocking(
  server: Server,
  work: WorkLengths,
  limits: Capacity,
  arrivalRate: number,
  stage: Stage,
): SlotBlocking {
  const unit = 1 + limits.memory.share * limits.memory.heldScv;
  const units = Math.max(1, limits.slots / unit);
  const whole = Math.floor(units + 1e-6);
  const at = (count: number) => slotQueue(server, work, limits, arrivalRate, stage, count, unit);
  const part = Math.max(0, units - whole);
  if (part < 1e-3) return summary([[1, at(whole)]], arrivalRate);
  return summary(
    [
      [1 - part, at(whole)],
      [part, at(whole + 1)],
    ],
    arrivalRate,
  );
}

interface SlotQueue {
  readonly blocked: number;
  /** Mean number without a slot. */
  readonly waiting: number;
  readonly saturatedWait: number;
}

function summary(
  cases: readonly (readonly [number, SlotQueue])[],
  arrivalRate: number,
): SlotBlocking {
  let [blocked, waiting, saturatedWait] = [0, 0, 0];
  for (const [weight, queue] of cases) {
    blocked += weight * queue.blocked;
    waiting += weight * queue.waiting;
    saturatedWait += weight * queue.saturatedWait;
  }
  return { blocked, slotWait: blocked > 1e-12 ? waiting / (arrivalRate * blocked) : saturatedWait };
}

function slotQueue(
  server: Server,
  work: WorkLengths,
  limits: Capacity,
  arrivalRate: number,
  stage: Stage,
  slots: number,
  unit: number,
): SlotQueue {
  const { decodeMean } = server.workload.outputs;
  const residence = decodeMean + limits.chunks;
  // Slots of replicas that are kept equally full are taken all together.
  const pool = pooledReplicas(server.balanced);
  const decodes = (n: number) => (((n * unit) / pool) * decodeMean) / residence;
  const seconds = Float64Array.from({ length: pool * slots + 1 }, (_, n) =>
    stage.cycle(decodes(n)),
  );
  const law = clumpedOccupancy({
    dispersion: 1 + (stage.dispersion - 1) / unit,
    firstClump: 1 + (stage.firstClump - 1) / unit,
    residence,
    capacity: pool * slots,
    entries: (n) => (pool * stage.entries(decodes(n), seconds[n] as number)) / unit,
  });
  seconds[0] = stage.idle;
  const rho = Math.min(0.9999, arrivalRate / limits.arrivalRate);
  const service = 1 / (pool * limits.arrivalRate);
  const flux =
    overshoot(law, seconds, pool * arrivalRate, stage, unit) *
    shareAtTop(server, stage, limits) *
    delivered(limits);
  const time = law.reduce((sum, p, n) => sum + p * (seconds[n] as number), 0);
  const beyond = (flux * service) / (1 - rho);
  const above = Math.min(0.999, beyond / (time + beyond));
  const arriving = Math.min(beyond / rho, beyond + flux / (pool * arrivalRate)) / (time + beyond);
  const variability = serviceVariability(server, work, limits, rho);
  const queued = (stage.variability + variability) / (2 * (1 - rho));
  const clump = ((1 - stage.clumping.prefillShare) * Math.max(0, stage.entryDispersion - 1)) / 2;
  return {
    blocked: Math.min(0.9995, Math.max(above, arriving)),
    waiting: (above * (queued + clump)) / pool,
    saturatedWait: service * queued,
  };
}

/** Clumps beyond the last slot that prefill lets through; none once the budget is the bottleneck. */
function delivered(limits: Capacity): number {
  return Math.max(0, 1 - budgetShare(limits));
}

/** 1 − ρ_E with all slots taken: the share of an iteration that decodes take there. */
function shareAtTop(server: Server, stage: Stage, { decodes }: Capacity): number {
  return Math.min(1, decodeTime(server, decodes) / stage.cycle(decodes));
}

/** Σ_n (rate of clumps from n) × P(clump passes the limit): requests without a slot per round × time. */
function overshoot(
  law: Float64Array,
  seconds: Float64Array,
  arrivalRate: number,
  stage: Stage,
  unit: number,
): number {
  const dispersion = 1 + (Math.max(stage.clumping.dispersion, 0.5) - 1) / unit;
  const firstClump = 1 + (stage.firstClump - 1) / unit;
  const p = 2 / (dispersion + 1);
  const stay = 1 - 1 / firstClump;
  let beyond = 0;
  let fromIdle = law[0] as number;
  for (let n = 1; n < law.length; n++) {
    beyond = (1 - p) * beyond + (law[n] as number) * (seconds[n] as number);
    fromIdle *= stay;
  }
  return Math.max(0, beyond * arrivalRate + fromIdle * firstClump * unit);
}

/** c² of the time between departures of the saturated engine. */
export function serviceVariability(
  server: Server,
  work: WorkLengths,
  limits: Capacity,
  rho: number,
): number {
  const { decodeMean } = server.workload.outputs;
  const decodeScv = stayScv(server, limits);
  const service = 1 / limits.arrivalRate;
  const prefill = Math.max(
    0,
    ((limits.cycle - decodeTime(server, limits.decodes)) * decodeMean) / limits.decodes,
  );
  const base = Math.max(0, service - prefill);
  const regularity = 1 + (decodeScv - 1) / (1 + 0.5 * (1 - rho) ** 2 * limits.decodes);
  return (
    (base * base * regularity + prefill * prefill * work.scv) / service ** 2 +
    contextVariability(server, limits) * limits.decodes * (1 + decodeScv)
  );
}

/** c² of what a request takes of the scarce good: iterations of a slot, or blocks × iterations. */
export function stayScv(server: Server, { memory }: Capacity): number {
  const { decodeScv } = server.workload.outputs;
  return decodeScv + memory.share * (memory.volumeScv - decodeScv);
}
