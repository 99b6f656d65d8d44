/**
 * A weighted sample of positive numbers in bins of 0.4–0.8 % width: 128 equal bins between
 * neighbouring powers of two, found from the bits of the number, so that no range is needed.
 * Sums are kept exactly: the mean has no bin error. Mutable, because it is the inner loop of
 * every latency law.
 */
const SUB_BITS = 7;
const LOWEST = 1023 - 30; // exponent of 2^−30 ≈ 1e-9
const OCTAVES = 44;
const BINS = OCTAVES << SUB_BITS;

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

export class Histogram {
  readonly #bins = new Float64Array(BINS);
  #low = BINS;
  #high = -1;
  #weight = 0;
  #sum = 0;

  add(value: number, weight: number): void {
    this.#weight += weight;
    this.#sum += value * weight;
    double[0] = value;
    const bin = ((words[HIGH] as number) >>> (20 - SUB_BITS)) - (LOWEST << SUB_BITS);
    const at = bin < 0 || value <= 0 ? 0 : bin >= BINS ? BINS - 1 : bin;
    this.#bins[at] = (this.#bins[at] as number) + weight;
    if (at < this.#low) this.#low = at;
    if (at > this.#high) this.#high = at;
  }

  /** Adds what another one holds. */
  addAll(other: Histogram): void {
    for (let bin = other.#low; bin <= other.#high; bin++)
      this.#bins[bin] = (this.#bins[bin] as number) + (other.#bins[bin] as number);
    this.#low = Math.min(this.#low, other.#low);
    this.#high = Math.max(this.#high, other.#high);
    this.#weight += other.#weight;
    this.#sum += other.#sum;
  }

  get weight(): number {
    return this.#weight;
  }

  get mean(): number {
    return this.#weight > 0 ? this.#sum / this.#weight : 0;
  }

  /** The value below which a share p of the weight lies, 0 < p < 1; 0 for an empty sample. */
  quantile(p: number): number {
    const target = p * this.#weight;
    let below = 0;
    for (let bin = this.#low; bin <= this.#high; bin++) {
      const mass = this.#bins[bin] as number;
      if (mass > 0 && below + mass >= target)
        return bin === 0 ? 0 : edge(bin) + (edge(bin + 1) - edge(bin)) * ((target - below) / mass);
      below += mass;
    }
    return this.#high <= 0 ? 0 : edge(this.#high + 1);
  }

  /** The sample bin by bin: [middle, share]. */
  *bins(): Generator<readonly [number, number]> {
    for (let bin = this.#low; bin <= this.#high; bin++) {
      const share = (this.#bins[bin] as number) / this.#weight;
      if (share > 0) yield [bin === 0 ? 0 : (edge(bin) + edge(bin + 1)) / 2, share];
    }
  }

  /** The sample on few points [value, share], each the mean of a slice that ends at one of `ends`. */
  points(ends: readonly number[]): [number, number][] {
    const out: [number, number][] = [];
    let [below, mass, moment, next] = [0, 0, 0, 0];
    for (let bin = this.#low; bin <= this.#high; bin++) {
      const share = (this.#bins[bin] as number) / this.#weight;
      if (share <= 0) continue;
      mass += share;
      below += share;
      moment += share * (bin === 0 ? 0 : (edge(bin) + edge(bin + 1)) / 2);
      if (below < (ends[next] ?? 2) - 1e-12) continue;
      out.push([moment / mass, mass]);
      [mass, moment] = [0, 0];
      while (next < ends.length && (ends[next] as number) <= below + 1e-12) next++;
    }
    if (mass > 0) out.push([moment / mass, mass]);
    return out;
  }
}

/** The lower edge of a bin. */
function edge(bin: number): number {
  const octave = (bin >> SUB_BITS) + LOWEST - 1023;
  return 2 ** octave * (1 + (bin & ((1 << SUB_BITS) - 1)) / (1 << SUB_BITS));
}
