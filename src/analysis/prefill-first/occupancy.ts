/**
 * How many requests decode, on the clock of decode iterations. Between two of them all prompts
 * that came are computed, and those that come meanwhile, so entries per decode iteration are
 * clumped, until the slots are full.
 *
 * Approximation; @see docs/model.md#decodes-under-prefill-first
 */
import { clumpedOccupancy } from '../../queueing/clumped-occupancy.ts';
import { feltRegularity, type PeakedQueue, peakedServers } from '../../queueing/peaked-servers.ts';
import { contextVariability } from '../chunked-prefill/capacity.ts';
import { stayScv } from '../chunked-prefill/slots.ts';
import { decodeTime } from '../engine/server.ts';
import type { PrefillFirst } from './engine.ts';
import { promptQueue } from './prompt-queue.ts';

export interface Decodes {
  /** g, decodes running on average (mean field). */
  readonly mean: number;
  /** P(n decodes) over decode iterations, n ≤ B′; state 0 counts once per idle period. */
  readonly law: Float64Array;
  /** t_n: mean seconds from one decode iteration to the next; of an idle period for n = 0. */
  readonly cycles: Float64Array;
  /** ρ_E at the mean field: the share of a cycle in which decodes stall. */
  readonly stalled: number;
  /** Share of the stall that the slots left free after n let happen. */
  readonly room: (n: number) => number;
  /** I, index of dispersion of entries per decode iteration, and as the decode stage feels it. */
  readonly dispersion: number;
  readonly effective: number;
  /** P(an arrival finds no slot), and its mean wait for one. */
  readonly blocked: number;
  readonly slotWait: number;
  /** P(somebody waits | all slots are taken), and how many do on average. */
  readonly queued: number;
  readonly queue: number;
}

export function decodesAt(engine: PrefillFirst, arrivalRate: number): Decodes {
  const { server, limits, alone } = engine;
  const { outputs } = server.workload;
  const slots = Math.max(1, Math.round(limits.slots));
  const field = meanField(engine, arrivalRate, slots);
  const stalled = Math.min(0.98, 1 - field.share(field.decodes));
  const left = Math.max(0.03, 1 - stalled);
  const work = arrivalRate * engine.marginal;
  const dispersion = (1 + work ** 2 * engine.work.scv) / left ** 2;
  const effective = Math.max(0.55, 1 + 2 * outputs.theta * (dispersion - 1));
  const p = 2 / (dispersion + 1);
  const room = (n: number) => (n >= slots ? 1 : 1 - (1 - p) ** (slots - n));
  const decode = (n: number) => decodeTime(server, n);
  const undisturbed = (n: number) => decode(n) / field.share(n);
  const cycles = Float64Array.from({ length: slots + 1 }, (_, n) => {
    if (n === 0) return 1 / arrivalRate + alone / left;
    if (n === slots) return limits.cycle;
    return decode(n) + (undisturbed(n) - decode(n)) * room(n);
  });
  const below = clumpedOccupancy({
    residence: outputs.decodeMean,
    entries: (n) => arrivalRate * undisturbed(n),
    dispersion: effective,
    firstClump: 1 + (arrivalRate * alone) / left,
    capacity: slots,
  });
  const { busy: blocked, waiting } = slotQueue(engine, arrivalRate, field.unlimited);
  const law = withTopShare(below, cycles, Math.min(0.9995, blocked));
  return {
    mean: field.decodes,
    ...{ law, cycles, stalled, room, dispersion, effective, blocked },
    queued: Math.min(0.9999, arrivalRate / limits.arrivalRate),
    queue: blocked > 1e-12 ? waiting / blocked : 0,
    slotWait: blocked > 1e-12 ? waiting / (arrivalRate * blocked) : 0,
  };
}

/**
 * The queue for slots. Near the limit a request that enters lengthens the cycle by what its prompt
 * adds, φ = λf′(r), so a free slot is taken up 1/(1 − φ) times: counted in free slots times 1 − φ
 * the decodes are customers of an ordinary queue, whose number without a limit has peakedness z.
 */
function slotQueue(engine: PrefillFirst, arrivalRate: number, decodes: number): PeakedQueue {
  const { limits, work, server } = engine;
  const { theta } = server.workload.outputs;
  const more = Math.min(0.97, arrivalRate * engine.marginalAtLimit);
  const number = (1 - theta) * (1 - more) ** 2 + theta * (1 + more ** 2 * work.scv);
  // Where memory limits, the sum of what requests hold meets the limit, which spreads more.
  const peakedness = number + limits.memory.share * limits.memory.heldScv;
  const utilization = Math.min(0.9999, arrivalRate / limits.arrivalRate);
  return peakedServers({
    servers: limits.slots,
    offered: Math.max(0, limits.slots - (limits.slots - decodes) * (1 - more)),
    peakedness,
    utilization,
    departureScv: departureScv(engine, utilization),
    slowing: slowing(engine),
  });
}

/** η = B′ d′(B′) over the part of the cycle at the limit that prompts one by one do not add. */
function slowing({ server, limits, marginalAtLimit }: PrefillFirst): number {
  const { slots, cycle, arrivalRate } = limits;
  const perDecode = decodeTime(server, slots) - decodeTime(server, slots - 1);
  const base = cycle * (1 - Math.min(0.97, arrivalRate * marginalAtLimit));
  return Math.min(0.9, (slots * perDecode) / base);
}

/** A law with the mass at the top changed so that it has a given share of the time. */
function withTopShare(law: Float64Array, cycles: Float64Array, share: number): Float64Array {
  const top = law.length - 1;
  let time = 0;
  for (let n = 0; n < top; n++) time += (law[n] as number) * (cycles[n] as number);
  const out = law.slice();
  out[top] = (share * time) / (1 - share) / (cycles[top] as number);
  const total = out.reduce((sum, p) => sum + p, 0);
  return out.map((p) => p / total);
}

interface Field {
  /** Without a limit on slots, up to half more than there are. */
  readonly unlimited: number;
  readonly decodes: number;
  /** Share of a cycle that its decode iteration takes. */
  readonly share: (n: number) => number;
}

/** Cells of the queues from which only a mean time is taken. */
const COARSE = 24;

/** The least fixed point of g = λ E1 t(g), and the share of decoding at three sizes around it. */
function meanField(engine: PrefillFirst, arrivalRate: number, slots: number): Field {
  const entered = arrivalRate * engine.server.workload.outputs.decodeMean;
  const decode = (g: number) => decodeTime(engine.server, g);
  const share = (g: number) => Math.max(0.01, decode(g) / cycleAt(engine, arrivalRate, g));
  let g = Math.min(1.5 * slots, entered * decode(1));
  let known = share(g);
  for (let step = 0; step < 8; step++) {
    for (let inner = 0; inner < 200; inner++) {
      const next = Math.min(1.5 * slots, (entered * decode(g)) / known);
      const done = Math.abs(next - g) < 1e-6 * g;
      g = next;
      if (done) break;
    }
    const found = share(g);
    const change = Math.abs(found - known);
    known = found;
    if (change < 1e-3 * found) break;
  }
  const anchors = [Math.max(0.5, g * 0.6), g, g * 1.4 + 1, g * 3 + 10]
    .map((x) => Math.min(slots, x))
    .filter((x, i, all) => i === 0 || x > (all[i - 1] as number));
  const shares = anchors.map((x) => (x === g ? known : share(x)));
  return {
    unlimited: g,
    decodes: Math.min(slots, g),
    share: (n) => interpolated(anchors, shares, n),
  };
}

/** Seconds from one decode iteration of g to the next, if no slot were ever missing. */
function cycleAt(engine: PrefillFirst, arrivalRate: number, g: number): number {
  const { server, work, packing, alone, oneByOne } = engine;
  const decode = decodeTime(server, g);
  if (oneByOne) return decode / Math.max(0.01, 1 - arrivalRate * alone);
  const queue = promptQueue(server, work, packing, arrivalRate, { decode, mostCells: COARSE });
  return queue?.cycle ?? Infinity;
}

/** Between the anchors, and level beyond them. */
function interpolated(anchors: readonly number[], values: readonly number[], x: number): number {
  const above = anchors.findIndex((anchor) => anchor >= x);
  if (above === 0) return values[0] as number;
  if (above < 0) return values.at(-1) as number;
  const [low, high] = [anchors[above - 1] as number, anchors[above] as number];
  const [from, to] = [values[above - 1] as number, values[above] as number];
  return from + ((to - from) * (x - low)) / (high - low);
}

/** c² of the time between departures while all slots are taken: decodes that end, and prompts. */
function departureScv(
  { server, limits, work, marginalAtLimit }: PrefillFirst,
  rho: number,
): number {
  const decodeScv = stayScv(server, limits);
  const prompt = Math.min(1, marginalAtLimit * limits.arrivalRate);
  const regularity = 1 + (decodeScv - 1) * feltRegularity(limits.slots, rho);
  return (
    (1 - prompt) ** 2 * regularity +
    prompt ** 2 * work.scv +
    contextVariability(server, limits) * limits.slots * (1 + decodeScv)
  );
}
