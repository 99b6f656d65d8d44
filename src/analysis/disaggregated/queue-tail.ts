/**
 * The tail of a queue that was cut off: far out each number of waiting prompts is so many times as
 * likely as the one before, and only the numbers next to the cut feel it.
 *
 * @see docs/model.md#prefill-pool
 */

/** Mass beyond which nothing matters. */
const TAIL = 1e-6;
/** So many largest batches away from the cut it is not felt any more. */
const AWAY = 2;
/** Two ratios of neighbours, taken apart, may differ by this part of their logarithm. */
const ALIKE = 0.02;
const MOST_STATES = 1024;
const MOST_WAITING = 8192;

/** By kind; undefined: more numbers must be told apart before the tail is known. */
export function withTail(
  waiting: readonly Float64Array[],
  most: number,
): readonly Float64Array[] | undefined {
  const states = (waiting[0]?.length ?? 1) - 1;
  const at = (q: number) => waiting.reduce((sum, law) => sum + (law[q] as number), 0);
  if (at(states) < TAIL || states >= MOST_STATES) return waiting;
  const step = Math.max(2, most);
  const cut = states - AWAY * most - 2;
  if (cut < 2 * step + 4) return undefined;
  const last = Math.log(at(cut) / at(cut - step)) / step;
  const before = Math.log(at(cut - step) / at(cut - 2 * step)) / step;
  if (!(last < -1e-6) || Math.abs(last - before) > ALIKE * -last) return undefined;
  return extended(waiting, cut, last, Math.ceil(Math.log(TAIL / at(cut)) / last));
}

function extended(
  waiting: readonly Float64Array[],
  cut: number,
  logRatio: number,
  more: number,
): readonly Float64Array[] {
  const length = Math.min(MOST_WAITING, cut + Math.max(1, more)) + 1;
  const out = waiting.map((law) => {
    const whole = new Float64Array(length);
    whole.set(law.subarray(0, cut + 1));
    for (let q = cut + 1; q < length; q++)
      whole[q] = (law[cut] as number) * Math.exp(logRatio * (q - cut));
    return whole;
  });
  const total = out.reduce((sum, law) => law.reduce((part, p) => part + p, sum), 0);
  return out.map((law) => law.map((p) => p / total));
}
