/**
 * An engine of the decode pool: requests join at the end of an iteration, as long as there are
 * slots, and each takes part in one iteration per token. How many decode is the product form of a
 * symmetric queue, narrower where engines take requests in turn; those that find no slot wait as in
 * a queue with many servers.
 *
 * Exact for one decode engine without a limit of slots, on which requests arrive one by one and
 * start at once.
 *
 * @see docs/model.md#decode-pool
 */
import { clumpedOccupancy } from '../../queueing/clumped-occupancy.ts';
import { kvSlots } from '../engine/kv-slots.ts';
import { decodeTime, type Server } from '../engine/server.ts';
import { waitWithManyServers } from './many-servers.ts';

export interface DecodePool {
  /** P(n decodes) over iterations, n ≥ 1; at 0, idle periods per iteration. */
  readonly law: Float64Array;
  /** t_n, seconds of an iteration with n decodes; at 0, of an idle period. */
  readonly cycles: Float64Array;
  /** P(an arrival finds the engine idle); P(it finds no slot). */
  readonly idle: number;
  readonly blocked: number;
  /** Of those that find none: mean wait for a slot, and its squared coefficient of variation. */
  readonly slotWait: number;
  readonly slotWaitScv: number;
  /** Decodes of one engine on average over time. */
  readonly meanDecodes: number;
  /** Decode iterations per second of the pool, and their mean seconds. */
  readonly iterationRate: number;
  readonly meanIteration: number;
}

/** Decodes that matter: up to so many standard deviations above the mean. */
const FAR = 7;
/** No law is made narrower than this share of a Poisson law's variance. */
const NARROWEST = 0.25;

export function decodePool(server: Server, arrivalRate: number, engines: number): DecodePool {
  const { outputs } = server.workload;
  const { slots: kv, heldScv } = kvSlots(server, () => 0);
  const slots = Math.max(1, Math.round(Math.min(server.maxBatchSize, kv)));
  const rate = (arrivalRate * outputs.decodes) / engines;
  const stay = outputs.decodeMean / outputs.decodes;
  const spread = Math.max(NARROWEST, 1 + (outputs.theta / outputs.decodes) * (1 / engines - 1));
  const station = { server, rate, stay, spread };
  const free = occupancy(station, slots);
  const spreadOfSlots = kv < server.maxBatchSize ? 1.732 * Math.sqrt(heldScv / slots) : 0;
  const cases: readonly (readonly [number, number])[] =
    spreadOfSlots === 0
      ? [[slots, 1]]
      : [
          [slots * (1 - spreadOfSlots), 1 / 6],
          [slots, 2 / 3],
          [slots * (1 + spreadOfSlots), 1 / 6],
        ];
  let [blocked, waiting, saturated] = [0, 0, 0];
  for (const [count, weight] of cases) {
    const queue = slotQueue(station, Math.max(1, Math.round(count)), engines);
    blocked += weight * queue.blocked;
    waiting += weight * queue.blocked * queue.wait;
    saturated += weight * queue.wait;
  }
  const law = free.length - 1 === slots ? withBlocked(free, station, blocked) : free;
  return {
    ...pace(law, station, arrivalRate),
    blocked,
    slotWait: blocked > 1e-12 ? waiting / blocked : saturated,
    slotWaitScv: 1 + (1 - load(station, slots)) * Math.min(0.6, (2 / 3) * (requestScv(server) - 1)),
  };
}

interface Station {
  readonly server: Server;
  /** Requests per second to one engine, and iterations each takes part in. */
  readonly rate: number;
  readonly stay: number;
  /** Variance of the number of decodes over that of a Poisson law. */
  readonly spread: number;
}

/** Squared coefficient of variation of the iterations of a request that decodes. */
function requestScv({ workload }: Server): number {
  const { decodes, decodeMean, decodeSecondMoment } = workload.outputs;
  return Math.max(0, (decodeSecondMoment * decodes) / decodeMean ** 2 - 1);
}

function load({ server, rate, stay }: Station, slots: number): number {
  return Math.min(0.9999, (rate * stay * decodeTime(server, slots)) / slots);
}

/** P(n) over iterations, without anybody who waits for a slot. */
function occupancy({ server, rate, stay, spread }: Station, slots: number): Float64Array {
  let mean = 1;
  for (let step = 0; step < 100; step++)
    mean = Math.min(slots, rate * stay * decodeTime(server, mean));
  const most = Math.min(slots, Math.ceil(mean + FAR * Math.sqrt(mean) + 10));
  const law = clumpedOccupancy({
    entries: (n) => rate * decodeTime(server, n),
    residence: stay,
    dispersion: 1,
    firstClump: 1,
    capacity: most,
  });
  return spread === 1 ? law : narrowed(law, spread);
}

/** The same mode and another variance: the ratio of neighbours to a power. */
function narrowed(law: Float64Array, spread: number): Float64Array {
  const logs = law.map((p) => Math.log(Math.max(p, 1e-300)));
  const top = Math.max(...logs.slice(1));
  const out = law.map((_, n) => Math.exp(((logs[n] as number) - top) / (n === 0 ? 1 : spread)));
  const total = out.reduce((sum, p) => sum + p, 0);
  return out.map((p) => p / total);
}

/** Those that find every slot taken: beyond it, departures are those of a full engine. */
function slotQueue(
  station: Station,
  slots: number,
  engines: number,
): { blocked: number; wait: number } {
  const { server, rate, stay } = station;
  const rho = load(station, slots);
  // A request is there for half an iteration before it joins.
  const law = occupancy({ ...station, stay: stay + 0.5 }, slots);
  const wait = waitWithManyServers({
    servers: slots,
    utilization: rho,
    serviceTime: stay * decodeTime(server, slots),
    serviceScv: requestScv(server),
    interarrivalScv: 1 / engines,
  });
  if (law.length - 1 < slots) return { blocked: 0, wait };
  let time = (law[0] as number) / rate;
  for (let n = 1; n <= slots; n++) time += (law[n] as number) * decodeTime(server, n);
  const full = (law[slots] as number) * decodeTime(server, slots);
  return { blocked: full / (1 - rho) / (time + (full * rho) / (1 - rho)), wait };
}

/** The law with all slots taken for a given share of time. */
function withBlocked(law: Float64Array, { server, rate }: Station, blocked: number): Float64Array {
  const top = law.length - 1;
  let time = (law[0] as number) / rate;
  for (let n = 1; n < top; n++) time += (law[n] as number) * decodeTime(server, n);
  const out = law.slice();
  out[top] = (blocked * time) / (1 - blocked) / decodeTime(server, top);
  const total = out.reduce((sum, p) => sum + p, 0);
  return out.map((p) => p / total);
}

/** How often iterations run, by conservation of tokens. */
function pace(law: Float64Array, { server, rate, stay }: Station, arrivalRate: number) {
  const cycles = law.map((_, n) => (n === 0 ? 1 / rate : decodeTime(server, n)));
  const idleTime = (law[0] as number) * (cycles[0] as number);
  let [count, tokens, time, tokenTime] = [0, 0, 0, 0];
  for (let n = 1; n < law.length; n++) {
    const p = law[n] as number;
    count += p;
    tokens += n * p;
    time += p * (cycles[n] as number);
    tokenTime += n * p * (cycles[n] as number);
  }
  const { decodeMean } = server.workload.outputs;
  return {
    ...{ law, cycles, idle: idleTime / (time + idleTime) },
    iterationRate: (arrivalRate * decodeMean * count) / tokens,
    meanIteration: time / count,
    meanDecodes: (rate * stay * tokenTime) / tokens,
  };
}
