/** Weibull gaps of a given variability: P(gap > t) = exp(−(t/scale)^shape). */
import type { Random } from '../../numerics/random.ts';
import { increasingRoot } from '../../numerics/root.ts';
import { logGamma } from '../../numerics/special.ts';

/** Draws gaps of a mean and a squared coefficient of variation > 0. */
export function weibullDraw(random: Random, mean: number, scv: number): () => number {
  const inverseShape = shapeInverse(scv);
  const scale = mean / Math.exp(logGamma(1 + inverseShape));
  return () => scale * (-Math.log1p(-random())) ** inverseShape;
}

/** 1/k with Γ(1 + 2/k)/Γ(1 + 1/k)² = 1 + c²; increasing in 1/k. */
function shapeInverse(scv: number): number {
  const spread = (inverse: number) => logGamma(1 + 2 * inverse) - 2 * logGamma(1 + inverse);
  const wanted = Math.log1p(scv);
  let high = 1;
  while (spread(high) < wanted) high *= 2;
  return increasingRoot(spread, wanted, 0, high);
}
