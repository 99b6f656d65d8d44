import { randomGamma, randomLogNormal } from 'd3-random';
import type { Clamp, LengthLaw } from '../../../src/scenario/scenario.ts';
import { exponential, type Random } from '../random.ts';

/** Draws whole lengths from a law: the variable, rounded, then clamped. */
export function lengthDraw(law: LengthLaw, random: Random): () => number {
  const draw = variable(law, random);
  const { min = 1, max = Infinity }: Clamp = law.distribution === 'fixed' ? {} : law;
  return () => Math.min(max, Math.max(min, 1, Math.round(draw())));
}

/** Draws the variable behind a law, before rounding and clamping. */
function variable(law: LengthLaw, random: Random): () => number {
  switch (law.distribution) {
    case 'fixed':
      return () => law.value;
    case 'uniform':
      return () => law.min + Math.floor(random() * (law.max - law.min + 1));
    case 'exponential':
      return () => exponential(random, law.mean);
    case 'geometric':
      return () => 1 + Math.floor(Math.log1p(-random()) / Math.log1p(-1 / law.mean));
    case 'gamma':
      return randomGamma.source(random)(1 / law.cv ** 2, law.mean * law.cv ** 2);
    case 'lognormal': {
      const variance = Math.log1p(law.cv ** 2);
      const location = Math.log(law.mean) - variance / 2;
      return randomLogNormal.source(random)(location, Math.sqrt(variance));
    }
    case 'empirical':
      return choice(law.values, law.weights ?? law.values.map(() => 1), random);
  }
}

/** Draws one of the values, each as often as its weight says. */
function choice(values: readonly number[], weights: readonly number[], random: Random) {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return () => {
    let left = random() * total;
    for (const [i, weight] of weights.entries()) {
      left -= weight;
      if (left < 0) return values[i] ?? 1;
    }
    return values.at(-1) ?? 1;
  };
}
