import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A source of uniform numbers in [0, 1). */
export type Random = () => number;

/**
 * A repeatable stream for one use. Each use has its own name, so that drawing one length more
 * leaves the arrivals where they are.
 */
export function randomStream(seed: number, name: string): Random {
  const generator = xoroshiro128plus(digest(`${name} ${seed}`));
  for (let i = 0; i < 64; i++) generator.next(); // the seed is 32 bits of 128: let them mix
  return () => uniformFloat64(generator);
}

/** A draw from the exponential distribution, by inversion. */
export function exponential(random: Random, mean: number): number {
  return -mean * Math.log1p(-random());
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
