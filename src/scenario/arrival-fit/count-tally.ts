/**
 * Arrivals counted in short windows of time, whatever their order. Windows are 1/16 s where the
 * trace is short, and grow by doubling where it is long, so that memory stays constant: 8 MB up to
 * a day and a half, 64 MB beyond half a year. Two tallies add up to that of all.
 */
const FINEST = 1 / 16;
const MOST_FINE = 1 << 21;
const MOST = 1 << 24;
const FIRST_SIZE = 1 << 12;

/** Mutable, as millions of times pass through it. */
export class CountTally {
  /** Seconds of a window. */
  width = FINEST;
  #counts = new Uint32Array(FIRST_SIZE);
  /** Window, from time 0, of the first of the counts. */
  #base = 0;
  #low = Infinity;
  #high = -Infinity;

  add(time: number): void {
    this.#count(Math.floor(time / this.width), 1, time);
  }

  /** Counts from the first window with an arrival to the last. */
  counts(): Uint32Array {
    if (this.#high < this.#low) return new Uint32Array();
    return this.#counts.subarray(this.#low - this.#base, this.#high - this.#base + 1);
  }

  merge(other: CountTally): void {
    while (this.width < other.width) this.#widen();
    const counts = other.counts();
    counts.forEach((count, i) => {
      if (count === 0) return;
      const time = (other.#low + i) * other.width;
      this.#count(Math.floor(time / this.width), count, time);
    });
  }

  #count(window: number, arrivals: number, time: number): void {
    let place = window;
    while (!this.#holds(place)) {
      this.#makeRoom(place);
      place = Math.floor(time / this.width);
    }
    const at = place - this.#base;
    this.#counts[at] = (this.#counts[at] as number) + arrivals;
    if (place < this.#low) this.#low = place;
    if (place > this.#high) this.#high = place;
  }

  #holds(window: number): boolean {
    return window >= this.#base && window < this.#base + this.#counts.length;
  }

  /** More windows, or wider ones where there are enough. */
  #makeRoom(window: number): void {
    const low = Math.min(this.#low, window);
    const needed = Math.max(this.#high, window) - low + 1;
    if (needed > (this.width < 1 ? MOST_FINE : MOST)) this.#widen();
    else this.#moveTo(needed, low, window < this.#base);
  }

  /** Room for so many windows from `low` on; where earlier ones came, for still earlier ones too. */
  #moveTo(needed: number, low: number, hasEarlier: boolean): void {
    let size = this.#counts.length;
    while (size < needed) size *= 2;
    const base = hasEarlier ? low - Math.floor((size - needed) / 2) : low;
    const into = new Uint32Array(size);
    const used = this.counts();
    if (used.length > 0) into.set(used, this.#low - base);
    this.#counts = into;
    this.#base = base;
  }

  #widen(): void {
    const [used, low] = [this.counts(), this.#low];
    this.width *= 2;
    if (used.length === 0) return;
    const base = Math.floor(low / 2);
    const into = new Uint32Array(this.#counts.length);
    for (let i = 0; i < used.length; i++) {
      const at = Math.floor((low + i) / 2) - base;
      into[at] = (into[at] as number) + (used[i] as number);
    }
    this.#high = Math.floor(this.#high / 2);
    this.#low = base;
    this.#counts = into;
    this.#base = base;
  }
}
