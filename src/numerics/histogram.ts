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

/** Bins are made two octaves at a time. */
const BLOCK = 2 << SUB_BITS;

export class Histogram {
  /** The bins from #from on; there are as many as values have asked for. */
  #bins = new Float64Array(0);
  #from = 0;
  /** What lies at 0. */
  #zero = 0;
  #weight = 0;
  #sum = 0;
  /** Weight per unit of value that begins at a bin, or ends there; undefined: none to work in. */
  #rises: Float64Array | undefined;
  /** The bins between which it does. */
  #firstRise = BINS;
  #lastRise = 0;

  add(value: number, weight: number): void {
    this.#weight += weight;
    this.#sum += value * weight;
    this.#put(binOf(value), weight);
  }

  /** Adds a weight that is spread evenly over all values from one to another. */
  addEvenly(from: number, to: number, weight: number): void {
    const [first, last] = [binOf(from), binOf(to)];
    if (first === last) {
      this.add((from + to) / 2, weight);
      return;
    }
    this.#weight += weight;
    this.#sum += (weight * (from + to)) / 2;
    const density = weight / (to - from);
    this.#put(first, density * (edge(first + 1) - from));
    this.#put(last, density * (to - edge(last)));
    this.#rises ??= new Float64Array(BINS + 1);
    this.#rises[first + 1] = (this.#rises[first + 1] as number) + density;
    this.#rises[last] = (this.#rises[last] as number) - density;
    this.#firstRise = Math.min(this.#firstRise, first + 1);
    this.#lastRise = Math.max(this.#lastRise, last);
  }

  /** Works in what was added evenly. */
  #settle(): void {
    const rises = this.#rises;
    if (rises === undefined) return;
    this.#rises = undefined;
    let [density, highest] = [0, 0];
    for (let bin = this.#firstRise; bin < this.#lastRise; bin++) {
      density += rises[bin] as number;
      highest = Math.max(highest, density);
      // What rose and fell again leaves a rest of rounding.
      if (density > 1e-12 * highest) this.#put(bin, density * (edge(bin + 1) - edge(bin)));
    }
    [this.#firstRise, this.#lastRise] = [BINS, 0];
  }

  #put(bin: number, weight: number): void {
    if (bin === 0) {
      this.#zero += weight;
      return;
    }
    const at = bin - this.#from;
    const place = at >= 0 && at < this.#bins.length ? at : this.#placeOf(bin);
    this.#bins[place] = (this.#bins[place] as number) + weight;
  }

  /** Where a bin is; room is made for it, by whole blocks. */
  #placeOf(bin: number): number {
    const { length } = this.#bins;
    const [first, end] = length > 0 ? [this.#from, this.#from + length] : [bin, bin];
    const from = Math.floor(Math.min(first, bin) / BLOCK) * BLOCK;
    const to = Math.ceil(Math.max(end, bin + 1) / BLOCK) * BLOCK;
    if (to - from > length) {
      const wider = new Float64Array(to - from);
      wider.set(this.#bins, first - from);
      this.#bins = wider;
      this.#from = from;
    }
    return bin - this.#from;
  }

  /** Adds what another one holds, times a factor. */
  addAll(other: Histogram, factor = 1): void {
    other.#settle();
    const length = other.#bins.length;
    if (length > 0) {
      this.#placeOf(other.#from);
      this.#placeOf(other.#from + length - 1);
      const shift = other.#from - this.#from;
      for (let i = 0; i < length; i++)
        this.#bins[shift + i] =
          (this.#bins[shift + i] as number) + factor * (other.#bins[i] as number);
    }
    this.#zero += factor * other.#zero;
    this.#weight += factor * other.#weight;
    this.#sum += factor * other.#sum;
  }

  get weight(): number {
    return this.#weight;
  }

  get mean(): number {
    return this.#weight > 0 ? this.#sum / this.#weight : 0;
  }

  /** The value below which a share p of the weight lies, 0 < p < 1; 0 for an empty sample. */
  quantile(p: number): number {
    this.#settle();
    const target = p * this.#weight;
    let below = this.#zero;
    if (below > 0 && below >= target) return 0;
    let last = -1;
    for (let i = 0; i < this.#bins.length; i++) {
      const mass = this.#bins[i] as number;
      if (mass === 0) continue;
      last = i;
      if (mass > 0 && below + mass >= target) {
        const [low, high] = [edge(this.#from + i), edge(this.#from + i + 1)];
        return low + (high - low) * ((target - below) / mass);
      }
      below += mass;
    }
    return last < 0 ? 0 : edge(this.#from + last + 1);
  }

  /** The sample bin by bin: [middle, share]. */
  *bins(): Generator<readonly [number, number]> {
    this.#settle();
    if (this.#zero > 0) yield [0, this.#zero / this.#weight];
    for (let i = 0; i < this.#bins.length; i++) {
      const share = (this.#bins[i] as number) / this.#weight;
      if (share > 0) yield [middle(this.#from + i), share];
    }
  }

  /** The sample on few points [value, share], each the mean of a slice that ends at one of `ends`. */
  points(ends: readonly number[]): [number, number][] {
    const out: [number, number][] = [];
    let [below, mass, moment, next] = [0, 0, 0, 0];
    for (const [value, share] of this.bins()) {
      mass += share;
      below += share;
      moment += share * value;
      if (below < (ends[next] ?? 2) - 1e-12) continue;
      out.push([moment / mass, mass]);
      [mass, moment] = [0, 0];
      while (next < ends.length && (ends[next] as number) <= below + 1e-12) next++;
    }
    if (mass > 0) out.push([moment / mass, mass]);
    return out;
  }
}

/** The middle of a bin. */
function middle(bin: number): number {
  return (edge(bin) + edge(bin + 1)) / 2;
}

/** 0 for what is too small to tell from nothing. */
function binOf(value: number): number {
  double[0] = value;
  const bin = ((words[HIGH] as number) >>> (20 - SUB_BITS)) - (LOWEST << SUB_BITS);
  return bin <= 0 || value <= 0 ? 0 : Math.min(bin, BINS - 1);
}

/** The lower edges of the bins; all below the first are at 0. */
const EDGES = Float64Array.from({ length: BINS + 2 }, (_, bin) => {
  const octave = (bin >> SUB_BITS) + LOWEST - 1023;
  return 2 ** octave * (1 + (bin & ((1 << SUB_BITS) - 1)) / (1 << SUB_BITS));
});

/** The lower edge of a bin. */
const edge = (bin: number): number => EDGES[bin] as number;
