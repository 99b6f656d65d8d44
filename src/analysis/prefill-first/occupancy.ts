/**
 * How many requests decode, on the clock of decode iterations. Between two of them all prompts
 * that came are computed, and those that come meanwhile, so entries per decode iteration are
 * clumped, until the slots are full.
 *
 * Approximation; @see docs/model.md#decodes-under-prefill-first
 */
import { clumpedQueue } from '../../queueing/clumped-queue.ts';
import { contextVariability } from '../chunked-prefill/capacity.ts';
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
  const longest = limits.cycle;
  const undisturbed = (n: number) => decode(n) / field.share(n);
  const cycles = Float64Array.from({ length: slots + 1 }, (_, n) => {
    if (n === 0) return 1 / arrivalRate + alone / left;
    if (n === slots) return longest;
    return decode(n) + (undisturbed(n) - decode(n)) * room(n);
  });
  const rho = Math.min(0.9999, arrivalRate / limits.arrivalRate);
  const { law, waiting } = clumpedQueue({
    servers: slots,
    residence: outputs.decodeMean,
    entries: (n) => arrivalRate * undisturbed(n),
    dispersion: effective,
    burst: dispersion,
    firstClump: 1 + (arrivalRate * alone) / left,
    overshoot: field.share(slots),
    entriesAtFull: (rho * slots) / outputs.decodeMean,
    departureScv: departureScv(engine, rho),
  });
  let time = 0;
  law.forEach((mass, n) => {
    time += mass * (cycles[n] as number);
  });
  const blocked = ((law[slots] as number) * longest) / time;
  const waits = (waiting * longest) / time;
  return {
    mean: field.decodes,
    ...{ law, cycles, stalled, room, dispersion, effective, blocked },
    slotWait: blocked > 1e-12 ? waits / (arrivalRate * blocked) : 0,
  };
}

interface Field {
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
  let g = Math.min(slots, entered * decode(1));
  let known = share(g);
  for (let step = 0; step < 8; step++) {
    for (let inner = 0; inner < 200; inner++) {
      const next = Math.min(slots, (entered * decode(g)) / known);
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
  return { decodes: g, share: (n) => interpolated(anchors, shares, n) };
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
function departureScv(engine: PrefillFirst, rho: number): number {
  const { server, limits } = engine;
  const { decodeScv, decodeMean } = server.workload.outputs;
  const service = 1 / limits.arrivalRate;
  const prompts =
    (Math.max(0, limits.cycle - decodeTime(server, limits.decodes)) * decodeMean) / limits.slots;
  const base = Math.max(0, service - prompts);
  const regularity = 1 + (decodeScv - 1) / (1 + 0.5 * (1 - rho) ** 2 * limits.slots);
  return (
    (base ** 2 * regularity + engine.marginal ** 2 * engine.work.scv) / service ** 2 +
    contextVariability(server, limits) * limits.slots * (1 + decodeScv)
  );
}
