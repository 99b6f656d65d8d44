/**
 * The time a request takes when it is alone in the engine from its first chunk to its last token:
 * the service of an engine with one slot.
 *
 * @see docs/model.md#one-slot
 */
import { loneBudget, mixedTime, type Server } from '../engine/server.ts';
import { meanAge } from '../traffic/decode-counts.ts';

/** Times of one kind of request, and its share. */
interface Kind {
  /** Index of its class of prompts. */
  readonly place: number;
  readonly weight: number;
  readonly prefill: number;
  readonly decodes: number;
  readonly decoding: number;
}

export interface ServiceMoments {
  readonly mean: number;
  readonly square: number;
  readonly cube: number;
}

/** E[S], E[S²], E[S³] of a whole request. */
export function soloService(server: Server): ServiceMoments {
  let [mean, square, cube] = [0, 0, 0];
  for (const { weight, prefill, decoding } of soloKinds(server)) {
    const service = prefill + decoding;
    mean += weight * service;
    square += weight * service ** 2;
    cube += weight * service ** 3;
  }
  return { mean, square, cube };
}

/** Prompts alone in the engine, then their decodes alone, by length of both. */
export function soloKinds(server: Server): Kind[] {
  const { prompts, outputs, classes } = server.workload;
  const budget = loneBudget(server, 0);
  const full = mixedTime(server, budget, 0);
  const pair = perPair(server);
  return classes.flatMap(({ medium, outputs: weights }, place) =>
    Array.from(medium.values, (x, i) => {
      const whole = Math.max(0, Math.ceil(x / budget - 1e-9) - 1);
      const own = (prompts.pairs(x) - prompts.pairsPerToken * x) * pair;
      const prefill = whole * full + mixedTime(server, x - whole * budget, 0) + own;
      const context = prompts.pairs(x) / x + x / 2;
      return outputs.groups.map(({ decodes, gaps }, group) => ({
        place,
        weight: (weights[group] as number) * (medium.weights[i] as number),
        prefill,
        decodes,
        decoding: decodes * server.time(0, 0, 1, context + meanAge(decodes, gaps)),
      }));
    }).flat(),
  );
}

/** Seconds of one more pair in a full iteration. */
function perPair(server: Server): number {
  const budget = loneBudget(server, 0);
  const pairs = budget * server.workload.prompts.pairsPerToken;
  const full = server.time(budget, pairs, 0, 0);
  return (server.time(budget, pairs * 1.01, 0, 0) - full) / (pairs * 0.01);
}
