/**
 * Gaps between neighbouring arrivals, in one pass over rows in order of time. A row earlier than
 * one before it has no gap of its own: what is wrong by that is told with the number of such rows.
 */

/** Mutable, as millions of times pass through it. */
export class GapTally {
  /** Rows earlier than one before them, and rows at the same time. */
  early = 0;
  together = 0;
  count = 0;
  first = Infinity;
  latest = -Infinity;
  /** All times are whole seconds since the first. */
  isCoarse = true;
  #sum = 0;
  #square = 0;
  #product = 0;
  #pairs = 0;
  #before = Number.NaN;
  #firstGap = Number.NaN;

  add(time: number): void {
    if (time < this.first) this.first = time;
    if (this.latest === -Infinity) {
      this.latest = time;
      return;
    }
    if (time < this.latest) {
      this.early += 1;
      return;
    }
    this.#addGap(time - this.latest);
    this.latest = time;
  }

  #addGap(gap: number): void {
    if (gap === 0) this.together += 1;
    else if (this.isCoarse && Math.abs(gap - Math.round(gap)) > 1e-9) this.isCoarse = false;
    if (this.count === 0) this.#firstGap = gap;
    this.count += 1;
    this.#sum += gap;
    this.#square += gap * gap;
    if (!Number.isNaN(this.#before)) {
      this.#product += gap * this.#before;
      this.#pairs += 1;
    }
    this.#before = gap;
  }

  /** @param later the tally of the rows after those of this one. */
  merge(later: GapTally): void {
    if (later.latest === -Infinity) return;
    if (this.latest === -Infinity) {
      Object.assign(this, later);
      this.#take(later);
      return;
    }
    if (later.first >= this.latest) this.#addGap(later.first - this.latest);
    else this.early += 1;
    if (!Number.isNaN(later.#firstGap) && !Number.isNaN(this.#before)) {
      this.#product += this.#before * later.#firstGap;
      this.#pairs += 1;
    }
    this.first = Math.min(this.first, later.first);
    this.latest = Math.max(this.latest, later.latest);
    this.early += later.early;
    this.together += later.together;
    this.count += later.count;
    this.isCoarse &&= later.isCoarse;
    this.#sum += later.#sum;
    this.#square += later.#square;
    this.#product += later.#product;
    this.#pairs += later.#pairs;
    if (!Number.isNaN(later.#before)) this.#before = later.#before;
  }

  #take(other: GapTally): void {
    this.#sum = other.#sum;
    this.#square = other.#square;
    this.#product = other.#product;
    this.#pairs = other.#pairs;
    this.#before = other.#before;
    this.#firstGap = other.#firstGap;
  }

  /** Squared coefficient of variation; 0 for fewer than two gaps. */
  get scv(): number {
    const mean = this.#sum / this.count;
    return this.count > 1 && mean > 0 ? this.#square / this.count / mean ** 2 - 1 : 0;
  }

  /** Correlation of neighbouring gaps. */
  get correlation(): number {
    const mean = this.#sum / this.count;
    const variance = this.#square / this.count - mean ** 2;
    if (this.#pairs === 0 || !(variance > 1e-12 * mean ** 2)) return 0;
    return (this.#product / this.#pairs - mean ** 2) / variance;
  }
}
