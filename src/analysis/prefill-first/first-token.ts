/**
 * t_qp and TTFT of all requests: those that find a slot, while the engine is empty or decodes run,
 * and those that wait for one.
 *
 * Approximation: one mean number of decodes, and a gamma wait for a slot.
 *
 * @see docs/model.md#time-to-first-token-of-prefill-first
 */
import { Histogram } from '../../numerics/histogram.ts';
import { gammaPoints } from '../../numerics/special.ts';
import { arrivalStates, WAIT_SLICES } from '../chunked-prefill/first-token.ts';
import {
  emptyLaws as emptyFirstTokens,
  type FirstTokenLaws,
  together,
} from '../chunked-prefill/first-token-laws.ts';
import { decodeTime, type Server } from '../engine/server.ts';
import type { PrefillFirst } from './engine.ts';
import type { Decodes } from './occupancy.ts';
import { addOneByOne } from './one-by-one.ts';
import { type PromptQueue, promptQueue } from './prompt-queue.ts';
import { addPrompts, type PromptLaws } from './prompt-way.ts';
import { type Situation, situations } from './situations.ts';

export interface FirstToken extends PromptLaws {
  /** Of all requests together. */
  readonly ttft: Histogram;
  /** The prompts between decode iterations, at the typical number of decodes. */
  readonly queue: PromptQueue | undefined;
  /** That number, and P(nothing decodes | a slot is free). */
  readonly decodes: number;
  readonly idle: number;
}

/** Most prompts left behind that are told apart. */
const LEFT = 40;
export function firstToken(engine: PrefillFirst, arrivalRate: number, state: Decodes): FirstToken {
  const { server, oneByOne } = engine;
  const laws = emptyLaws(server);
  const { idle, decodes } = arrivalStates(state);
  const free = 1 - state.blocked;
  const decode = decodeTime(server, decodes);
  const queue = oneByOne ? undefined : stableQueue(engine, arrivalRate, decode);
  const busy = free * (1 - idle);
  if (queue === undefined) addOneByOne(engine, arrivalRate, decode, busy, laws);
  else addPrompts(server, queue, withFreeSlots(queue, engine, state), busy, laws);
  if (idle > 1e-4) addIdle(engine, arrivalRate, state, free * idle, laws);
  if (state.blocked > 1e-6) addBlocked(engine, arrivalRate, state, laws);
  return { ...laws, ttft: together(laws.ttfts), queue, decodes, idle };
}

/** The same where nothing ever decodes. */
export function onlyPrompts(engine: PrefillFirst, arrivalRate: number): FirstToken {
  const { server, work, packing, oneByOne } = engine;
  const laws = emptyLaws(server);
  const queue = oneByOne ? undefined : promptQueue(server, work, packing, arrivalRate, {});
  if (queue === undefined) addOneByOne(engine, arrivalRate, 0, 1, laws);
  else addPrompts(server, queue, situations(queue), 1, laws);
  return { ...laws, ttft: together(laws.ttfts), queue, decodes: 0, idle: 1 };
}

function emptyLaws(server: Server): PromptLaws {
  return {
    ...emptyFirstTokens(server),
    own: new Histogram(),
    ...{ left: new Float64Array(LEFT), leftSeconds: new Float64Array(LEFT) },
  };
}

/** The queue at the largest rate up to λ that prompts alone can stand. */
function stableQueue(
  { server, work, packing }: PrefillFirst,
  arrivalRate: number,
  decode: number,
): PromptQueue {
  for (let rate = arrivalRate; ; rate *= 0.95) {
    const queue = promptQueue(server, work, packing, rate, { decode });
    if (queue !== undefined) return queue;
  }
}

/**
 * Who finds a slot has fewer prompts ahead than slots are free: situations given that, with the
 * decodes as they are at a random time.
 */
function withFreeSlots(
  queue: PromptQueue,
  { server }: PrefillFirst,
  { law, cycles }: Decodes,
): Situation[] {
  const top = law.length - 1;
  const free = new Float64Array(top + 1);
  let total = 0;
  for (let n = 1; n < top; n++) {
    const share = (law[n] as number) * (cycles[n] as number);
    free[top - n] = share;
    total += share;
  }
  if (!(total > 0)) return situations(queue);
  // P(more than j slots are free).
  for (let j = top - 1; j >= 0; j--) free[j] = (free[j] as number) + (free[j + 1] as number);
  const perCell = queue.cell / server.workload.prompts.mean;
  let left = 0;
  const found = situations(queue).map(({ ahead, ...one }) => {
    const kept = ahead.map((mass, v) => {
      const prompts = Math.ceil(v * perCell - 1e-9) + 1;
      return prompts > top ? 0 : (mass * (free[prompts] as number)) / total;
    });
    left += one.weight * kept.reduce((sum, mass) => sum + mass, 0);
    return { ...one, ahead: kept };
  });
  return found.map((one) => ({ ...one, weight: one.weight / left }));
}

/** Nothing decodes: the engine sleeps, or computes the first prompts after a sleep. */
function addIdle(
  engine: PrefillFirst,
  arrivalRate: number,
  state: Decodes,
  weight: number,
  laws: PromptLaws,
): void {
  const { server, work, packing, oneByOne } = engine;
  const asleep = 1 / arrivalRate / (state.cycles[0] as number);
  const queue = oneByOne ? undefined : promptQueue(server, work, packing, arrivalRate, {});
  if (queue === undefined) addOneByOne(engine, arrivalRate, 0, weight, laws);
  else addPrompts(server, queue, situations(queue, asleep), weight, laws);
}

/** A wait for a slot, then the iteration of those that got one together. */
function addBlocked(
  { server, limits, packing }: PrefillFirst,
  arrivalRate: number,
  state: Decodes,
  laws: FirstTokenLaws,
): void {
  const { prompts, outputs, classes } = server.workload;
  const excess = (2 / 3) * (outputs.decodeScv - 1);
  const utilization = Math.min(1, arrivalRate / limits.arrivalRate);
  const scv = 1 + (1 - utilization) * Math.min(0.6, excess);
  const freed = limits.slots / outputs.decodeMean;
  const others = Math.min(packing.tokens, freed * prompts.mean);
  const own = (x: number) => {
    const room = Math.max(0, Math.min(others, server.tokenBudget - x));
    return server.time(x + room, prompts.pairs(x) + room * prompts.pairsPerToken, 0, 0);
  };
  const after = classes.map(({ medium, weight }) =>
    Array.from(medium.values, (x, i) => [own(x), weight * (medium.weights[i] as number)] as const),
  );
  for (const [node, part] of gammaPoints(scv, WAIT_SLICES)) {
    const wait = state.slotWait * node;
    laws.prefillWait.add(wait, state.blocked * part);
    after.forEach((points, place) => {
      for (const [seconds, share] of points)
        laws.ttfts[place]?.add(wait + seconds, state.blocked * part * share);
    });
  }
}
