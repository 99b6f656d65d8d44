/** Sums over prompt and answer of the same request. Two tallies add up to that of all. */
export class PairTally {
  count = 0;
  #product = 0;
  #prompt = 0;
  #promptSquare = 0;
  #output = 0;
  #outputSquare = 0;
  readonly #logs = { prompt: 0, promptSquare: 0, output: 0, outputSquare: 0, product: 0 };

  add(prompt: number, output: number): void {
    this.count += 1;
    this.#product += prompt * output;
    this.#prompt += prompt;
    this.#promptSquare += prompt * prompt;
    this.#output += output;
    this.#outputSquare += output * output;
    const [x, y] = [Math.log(prompt), Math.log(output)];
    const logs = this.#logs;
    logs.prompt += x;
    logs.promptSquare += x * x;
    logs.output += y;
    logs.outputSquare += y * y;
    logs.product += x * y;
  }

  merge(other: PairTally): void {
    this.count += other.count;
    this.#product += other.#product;
    this.#prompt += other.#prompt;
    this.#promptSquare += other.#promptSquare;
    this.#output += other.#output;
    this.#outputSquare += other.#outputSquare;
    for (const key of ['prompt', 'promptSquare', 'output', 'outputSquare', 'product'] as const)
      this.#logs[key] += other.#logs[key];
  }

  get correlation(): number {
    const { count: n } = this;
    const sums = [this.#prompt, this.#promptSquare, this.#output, this.#outputSquare] as const;
    return correlationOf(n, this.#product, sums);
  }

  get logCorrelation(): number {
    const { prompt, promptSquare, output, outputSquare, product } = this.#logs;
    return correlationOf(this.count, product, [prompt, promptSquare, output, outputSquare]);
  }

  /** E[L(N−1) + N(N−1)/2]/E[N−1] over the same with L independent of N. */
  get contextRatio(): number {
    const decodes = this.#output - this.count;
    if (decodes <= 0) return 1;
    const ages = (this.#outputSquare - this.#output) / 2;
    const together = this.#product - this.#prompt + ages;
    return together / ((this.#prompt / this.count) * decodes + ages);
  }
}

/** 0 where one of the two does not vary. */
function correlationOf(
  n: number,
  product: number,
  [x, xx, y, yy]: readonly [number, number, number, number],
): number {
  const scale = Math.sqrt(Math.max(0, n * xx - x * x) * Math.max(0, n * yy - y * y));
  return scale > 1e-9 * n * n * 1e-3 ? (n * product - x * y) / scale : 0;
}
