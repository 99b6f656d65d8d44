/**
 * How long the decodes of a batch take. Under `decode-first` the batch shrinks, g_j members being
 * left in decode iteration j; under `static` all k are worked on until the longest answer ends.
 *
 * Given that the longest answer of the batch has m_a decodes, the others are independent and no
 * longer, which gives E[g_j] exactly; the time is exact for a t_inf that is affine, else of second
 * order in g.
 *
 * @see docs/model.md#batch-duration
 */
import type { Server } from '../../engine/server.ts';
import { type DecodeLaw, type Longest, longestOf } from './decode-law.ts';

export interface Decoding {
  /** The longest answer of the batch, by the m_a it belongs to. */
  readonly longest: Longest;
  /** Seconds until it ends. */
  readonly duration: Float64Array;
  readonly durationVariance: Float64Array;
  /** Seconds until a member with m_a decodes has its last token, whatever the others have. */
  readonly own: Float64Array;
  readonly ownVariance: Float64Array;
  /** Seconds per context token of one member, over the decodes of a batch. */
  readonly perContext: number;
}

/** What one segment of decode iterations takes, and its slopes. */
interface Pace {
  readonly seconds: number;
  readonly perDecode: number;
  readonly perContext: number;
}

/** @param keeps finished members go on costing time (static batches). */
export function decoding(server: Server, law: DecodeLaw, k: number, keeps: boolean): Decoding {
  const { widths, below } = law;
  const survivors = Array.from(below, (before) => 1 - before);
  const any = survivors.map((s) => 1 - (1 - s) ** k);
  const present = (a: number) =>
    keeps ? k : Math.max(1, (k * (survivors[a] as number)) / Math.max(1e-12, any[a] as number));
  const spread = (a: number) =>
    keeps ? 0 : Math.max(0, (k - 1) * (survivors[a] as number) * (below[a] as number));
  const pace = Array.from(widths, (_, a) => paceOf(server, law, a, present(a), spread(a)));
  const ownPace = keeps
    ? pace
    : Array.from(widths, (_, a) =>
        paceOf(server, law, a, 1 + (k - 1) * (survivors[a] as number), spread(a)),
      );
  const context = cumulated(pace, widths, 'perContext');
  const contextOf = keeps
    ? (a: number) => (context[a] as number) ** 2
    : meansUpTo(law, (b) => (context[b] as number) ** 2);
  const lengthVariance = promptVariance(server);
  const { duration, spread: decodeVariance } = keeps
    ? { duration: cumulated(pace, widths, 'seconds'), spread: () => 0 }
    : longest(law, k, pace, present);
  const members = keeps ? () => 0 : sharedWith(law, k, ownPace);
  const meanContext = keeps
    ? expected(law, k, context)
    : law.weights.reduce((sum, weight, a) => sum + weight * (context[a] as number), 0);
  const last = longestOf(law, k);
  // Iterations beyond m_a cost what does not depend on who decodes: the decodes are all counted.
  const idle = (a: number) => {
    const { seconds, perDecode } = pace[a] as Pace;
    return keeps ? seconds : Math.max(0, seconds - perDecode * present(a));
  };
  return {
    longest: last,
    duration: duration.map(
      (seconds, a) => seconds + ((last.means[a] as number) - (law.values[a] as number)) * idle(a),
    ),
    durationVariance: widths.map(
      (_, a) =>
        k * lengthVariance * contextOf(a) +
        decodeVariance(a) +
        (last.variances[a] as number) * idle(a) ** 2,
    ),
    own: cumulated(ownPace, widths, 'seconds'),
    ownVariance: widths.map(
      (_, a) => k * lengthVariance * (context[a] as number) ** 2 * (keeps ? 1 : 0.5) + members(a),
    ),
    perContext: meanContext,
  };
}

function promptVariance({ workload: { prompts } }: Server): number {
  return Math.max(0, prompts.lengthSecondMoment - prompts.meanLength ** 2);
}

/** Σ over the longest of a batch of k. */
function expected({ below, upTo }: DecodeLaw, k: number, values: ArrayLike<number>): number {
  return upTo.reduce(
    (sum, most, a) => sum + (most ** k - (below[a] as number) ** k) * (values[a] as number),
    0,
  );
}

/**
 * One decode iteration with g members of mean `present` and variance `spread`, from t_inf at
 * three points.
 */
function paceOf(server: Server, law: DecodeLaw, a: number, present: number, spread: number): Pace {
  const context = server.workload.prompts.meanLength + (law.ages[a] as number);
  const at = (g: number) => server.time(0, 0, g, g * context);
  const middle = at(present);
  const more = present * context * 0.02;
  const perContext = (server.time(0, 0, present, present * context + more) - middle) / more;
  const step = Math.min(Math.sqrt(3 * spread), present - 1);
  if (server.linear || step < 0.01)
    return { seconds: middle, perDecode: at(present + 1) - middle, perContext };
  const [fewer, many] = [at(present - step), at(present + step)];
  const bend = Math.min(0.5, spread / (2 * step ** 2)) * (fewer + many - 2 * middle);
  return { seconds: middle + bend, perDecode: (many - fewer) / (2 * step), perContext };
}

function cumulated(pace: readonly Pace[], widths: Float64Array, key: keyof Pace): Float64Array {
  let sum = 0;
  return widths.map((width, a) => {
    sum += width * (pace[a] as Pace)[key];
    return sum;
  });
}

/** E[f(M) | M ≤ m_a] for all a. */
function meansUpTo({ weights, upTo }: DecodeLaw, f: (a: number) => number): (a: number) => number {
  let sum = 0;
  const means = weights.map((weight, a) => {
    sum += weight * f(a);
    return sum / Math.max(1e-12, upTo[a] as number);
  });
  return (a) => means[a] as number;
}

/** The time until the longest ends, given its length. */
function longest(law: DecodeLaw, k: number, pace: readonly Pace[], present: (a: number) => number) {
  const { widths, below, upTo } = law;
  const duration = new Float64Array(widths.length);
  for (let a = 0; a < widths.length; a++) {
    const [low, high] = [below[a] as number, upTo[a] as number];
    const [lowRest, highRest] = [low ** (k - 1), high ** (k - 1)];
    const chance = high * highRest - low * lowRest;
    let sum = 0;
    for (let b = 0; b <= a; b++) {
      const { seconds, perDecode } = pace[b] as Pace;
      const before = below[b] as number;
      const all = k * ((high - before) * highRest - (low - before) * lowRest);
      const extra = chance > 1e-12 ? all / chance - present(b) : 0;
      sum += (widths[b] as number) * (seconds + perDecode * extra);
    }
    duration[a] = sum;
  }
  const slope = cumulated(pace, widths, 'perDecode');
  const mean = meansUpTo(law, (a) => slope[a] as number);
  const square = meansUpTo(law, (a) => (slope[a] as number) ** 2);
  return { duration, spread: (a: number) => (k - 1) * Math.max(0, square(a) - mean(a) ** 2) };
}

/** Variance of what the others of a batch add to the first m_a decodes of one. */
function sharedWith(
  { weights, upTo, widths }: DecodeLaw,
  k: number,
  pace: readonly Pace[],
): (a: number) => number {
  const slope = cumulated(pace, widths, 'perDecode');
  let [sum, square] = [0, 0];
  const variances = weights.map((weight, a) => {
    const full = slope[a] as number;
    sum += weight * full;
    square += weight * full ** 2;
    const longer = 1 - (upTo[a] as number);
    return Math.max(0, square + longer * full ** 2 - (sum + longer * full) ** 2);
  });
  return (a) => (k - 1) * (variances[a] as number);
}
