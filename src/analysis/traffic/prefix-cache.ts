/**
 * What a prefix cache leaves to compute of a prompt, at least its last token, and the query–key
 * pairs of the rest: x fresh tokens after h cached ones make x·(h + x/2).
 *
 * @see docs/model.md#prefix-cache
 */
import { compress, type DiscreteLaw, expectation } from '../../numerics/discrete-law.ts';
import type { CachedPrefix } from '../../scenario/scenario.ts';
import { lengthLaw } from './lengths.ts';

/** What there is to compute. */
export interface Computing {
  /** The law of x over all prompts. */
  readonly fresh: DiscreteLaw;
  /** Pairs of a prompt with x fresh tokens; their mean where prompts of one x differ. */
  readonly pairs: (fresh: number) => number;
}

export interface PrefixCache extends Computing {
  /** The law of x over prompts of one length. */
  readonly freshOf: (length: number) => DiscreteLaw;
}

export function prefixCache(prefix: CachedPrefix | undefined, lengths: DiscreteLaw): PrefixCache {
  if (prefix === undefined) return byFunction(lengths, (length) => length, square);
  if ('share' in prefix) {
    const { share } = prefix;
    const pairs = (x: number) => x * x * (share / (1 - share) + 0.5);
    return byFunction(lengths, (length) => Math.max(1, length * (1 - share)), pairs);
  }
  const { tokens } = prefix;
  if (typeof tokens === 'number') return sameForAll(lengths, tokens);
  const cached = lengthLaw(tokens, 0);
  const [only] = cached.values;
  return cached.values.length === 1 && only !== undefined
    ? sameForAll(lengths, only)
    : drawn(lengths, compress(cached, 40, CACHED_TAIL));
}

const square = (x: number) => (x * x) / 2;
const CACHED_TAIL = [0.985, 0.995, 0.999];

function byFunction(
  lengths: DiscreteLaw,
  freshOf: (length: number) => number,
  pairs: PrefixCache['pairs'],
): PrefixCache {
  return {
    fresh: { values: lengths.values.map(freshOf), weights: lengths.weights },
    pairs,
    freshOf: (length) => ({ values: Float64Array.of(freshOf(length)), weights: ONE }),
  };
}
const ONE = Float64Array.of(1);

/** A prompt that is cached whole still computes its last token, after all of its own. */
function sameForAll(lengths: DiscreteLaw, tokens: number): PrefixCache {
  const isWhole = (length: number) => (length <= tokens + 1 ? 1 : 0);
  const whole = expectation(lengths, isWhole);
  const meanWhole = whole > 0 ? expectation(lengths, (x) => x * isWhole(x)) / whole : 1;
  return byFunction(
    lengths,
    (length) => Math.max(1, length - tokens),
    (x) => (x <= 1 && whole > 0 ? meanWhole - 0.5 : x * (tokens + x / 2)),
  );
}

/**
 * Cached tokens drawn for each prompt, independent of its length. Prompts of one x differ in what
 * is cached: their mean stands for them.
 */
function drawn(lengths: DiscreteLaw, cached: DiscreteLaw): PrefixCache {
  const freshOf = (length: number): DiscreteLaw => ({
    values: cached.values.map((found) => Math.max(1, length - found)),
    weights: cached.weights,
  });
  const kinds = Array.from(lengths.values, (length, i) => {
    const { values, weights } = freshOf(length);
    return Array.from(values, (fresh, j) => ({
      fresh,
      weight: (lengths.weights[i] as number) * (weights[j] as number),
      pairs: fresh * (length - fresh / 2),
    }));
  });
  return { ...ofKinds(kinds.flat()), freshOf };
}

/** Of prompts from one of several laws, each with a cache of its own and its probability. */
export function mixedCache(caches: readonly Computing[], shares: readonly number[]): Computing {
  return ofKinds(
    caches.flatMap(({ fresh, pairs }, place) =>
      Array.from(fresh.values, (x, i) => ({
        fresh: x,
        weight: (shares[place] as number) * (fresh.weights[i] as number),
        pairs: pairs(x),
      })),
    ),
  );
}

function ofKinds(kinds: readonly Kind[]): Computing {
  const bins = merged(kinds);
  const fresh: DiscreteLaw = {
    values: Float64Array.from(bins, (bin) => bin.fresh),
    weights: Float64Array.from(bins, (bin) => bin.weight),
  };
  const found = Float64Array.from(bins, (bin) => bin.pairs / bin.fresh - bin.fresh / 2);
  return { fresh, pairs: (x) => x * (between(fresh.values, found, x) + x / 2) };
}

interface Kind {
  readonly fresh: number;
  readonly weight: number;
  readonly pairs: number;
}

/** Kinds of nearly the same x as one, at its mean: bins of half a token, or 1 % of x. */
function merged(kinds: readonly Kind[]): Kind[] {
  const out: Kind[] = [];
  let [weight, fresh, pairs, end] = [0, 0, 0, -Infinity];
  const close = () => {
    if (weight > 0) out.push({ weight, fresh: fresh / weight, pairs: pairs / weight });
    [weight, fresh, pairs] = [0, 0, 0];
  };
  for (const kind of [...kinds].sort((a, b) => a.fresh - b.fresh)) {
    if (kind.fresh > end) {
      close();
      end = kind.fresh + Math.max(0.5, 0.01 * kind.fresh);
    }
    weight += kind.weight;
    fresh += kind.weight * kind.fresh;
    pairs += kind.weight * kind.pairs;
  }
  close();
  return out;
}

/** A function known at rising points, straight between them and level beyond. */
function between(xs: Float64Array, ys: Float64Array, x: number): number {
  let [low, high] = [0, xs.length - 1];
  if (!(x > (xs[low] as number))) return ys[low] as number;
  if (x >= (xs[high] as number)) return ys[high] as number;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((xs[middle] as number) <= x) low = middle;
    else high = middle;
  }
  const [left, right] = [xs[low] as number, xs[high] as number];
  const share = (x - left) / (right - left);
  return (ys[low] as number) * (1 - share) + (ys[high] as number) * share;
}
