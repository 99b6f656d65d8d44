/**
 * Repeatable random numbers: one named stream for each use, so that drawing one length more leaves
 * the arrivals where they are, and two policies can be given the same requests.
 */
import { randomGamma, randomLogNormal } from 'd3-random';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A source of uniform numbers in [0, 1). */
export type Random = () => number;

/** The stream of a name under a seed: the same numbers on every machine. */
export function randomStream(seed: number, name: string): Random {
  const generator = xoroshiro128plus(digest(`${name} ${seed}`));
  for (let i = 0; i < 64; i++) generator.next(); // the seed is 32 bits of 128: let them mix
  return () => uniformFloat64(generator);
}

/** A draw from the exponential law, by inversion. */
export function exponential(random: Random, mean: number): number {
  return -mean * Math.log1p(-random());
}

/** Draws from the gamma law of a mean and a squared coefficient of variation > 0. */
export function gammaDraw(random: Random, mean: number, scv: number): () => number {
  return randomGamma.source(random)(1 / scv, mean * scv);
}

/** Draws from the lognormal law of a mean and a squared coefficient of variation > 0. */
export function lognormalDraw(random: Random, mean: number, scv: number): () => number {
  const variance = Math.log1p(scv);
  const location = Math.log(mean) - variance / 2;
  return randomLogNormal.source(random)(location, Math.sqrt(variance));
}

/** Draws an index, each as often as its weight says: bisection in the running sums. */
export function choiceDraw(random: Random, weights: readonly number[]): () => number {
  let total = 0;
  const sums = Float64Array.from(weights, (weight) => {
    total += weight;
    return total;
  });
  return () => {
    const wanted = random() * total;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] as number) > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** Jenkins's one-at-a-time hash, 32 bits of a short text. */
function digest(text: string): number {
  let hash = 0;
  for (const letter of text) {
    hash = (hash + (letter.codePointAt(0) ?? 0)) | 0;
    hash = (hash + (hash << 10)) | 0;
    hash ^= hash >>> 6;
  }
  hash = (hash + (hash << 3)) | 0;
  hash ^= hash >>> 11;
  return (hash + (hash << 15)) | 0;
}
