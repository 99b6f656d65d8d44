/**
 * Lengths counted one by one, in constant memory: each below 4096 apart, longer ones in bins of
 * 0.05 %. Sums are exact. Two tallies add up to that of all.
 */
import type { DiscreteLaw } from '../../numerics/discrete-law.ts';

const EXACT_BITS = 12;
const SUB_BITS = 11;
const EXACT = 1 << EXACT_BITS;
/** Up to 2^24 tokens, which no trace may exceed. */
const BINS = EXACT + ((24 - EXACT_BITS) << SUB_BITS);

/** Mutable, as millions of lengths pass through it. */
export class LengthTally {
  readonly #counts = new Float64Array(BINS);
  count = 0;
  /** Σ x, Σ x², Σ x³. */
  sum = 0;
  square = 0;
  cube = 0;
  max = 0;
  min = Infinity;

  add(length: number): void {
    const bin = binOf(length);
    this.#counts[bin] = (this.#counts[bin] as number) + 1;
    this.count += 1;
    this.sum += length;
    this.square += length * length;
    this.cube += length * length * length;
    if (length > this.max) this.max = length;
    if (length < this.min) this.min = length;
  }

  merge(other: LengthTally): void {
    for (let bin = 0; bin < BINS; bin++)
      this.#counts[bin] = (this.#counts[bin] as number) + (other.#counts[bin] as number);
    this.count += other.count;
    this.sum += other.sum;
    this.square += other.square;
    this.cube += other.cube;
    this.max = Math.max(this.max, other.max);
    this.min = Math.min(this.min, other.min);
  }

  /** The law of the lengths; a bin stands at its middle. */
  law(): DiscreteLaw {
    const bins = [...this.#counts.keys()].filter((bin) => (this.#counts[bin] as number) > 0);
    return {
      values: Float64Array.from(bins, middleOf),
      weights: Float64Array.from(bins, (bin) => (this.#counts[bin] as number) / this.count),
    };
  }
}

function binOf(length: number): number {
  if (length < EXACT) return length;
  const octave = 31 - Math.clz32(length);
  const sub = (length >> (octave - SUB_BITS)) & ((1 << SUB_BITS) - 1);
  return Math.min(BINS - 1, EXACT + ((octave - EXACT_BITS) << SUB_BITS) + sub);
}

function middleOf(bin: number): number {
  if (bin < EXACT) return bin;
  const octave = EXACT_BITS + ((bin - EXACT) >> SUB_BITS);
  const width = 2 ** (octave - SUB_BITS);
  const sub = (bin - EXACT) & ((1 << SUB_BITS) - 1);
  return 2 ** octave + sub * width + (width - 1) / 2;
}
