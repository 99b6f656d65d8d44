/** Decodes of the members of a batch, M = N − 1, on points that are fine enough for the largest. */
import { compress, type DiscreteLaw } from '../../../numerics/discrete-law.ts';
import { fewDecodes } from '../../traffic/drafted-groups.ts';
import type { Outputs } from '../../traffic/outputs.ts';

export interface DecodeLaw {
  /** m_a, increasing. */
  readonly values: Float64Array;
  /** P(M = m_a). */
  readonly weights: Float64Array;
  /** P(M < m_a) and P(M ≤ m_a). */
  readonly below: Float64Array;
  readonly upTo: Float64Array;
  /** Iterations from m_{a−1} to m_a, and the tokens of the answer that are read there, on average. */
  readonly widths: Float64Array;
  readonly ages: Float64Array;
  /** The law of M that the points stand for. */
  readonly whole: DiscreteLaw;
}

/** @param largest B, so many requests may decode together. */
export function decodeLaw(outputs: Outputs, largest: number): DecodeLaw {
  const { law, gapMean, decodeMean, drafted } = outputs;
  const { values, weights } = points(law, largest, drafted === undefined ? [] : fewDecodes(law));
  const perDecode = decodeMean > 0 ? gapMean / decodeMean : 1;
  const below = new Float64Array(values.length);
  const upTo = new Float64Array(values.length);
  let sum = 0;
  values.forEach((_, a) => {
    below[a] = sum;
    sum += weights[a] as number;
    upTo[a] = Math.min(1, sum);
  });
  upTo[upTo.length - 1] = 1;
  const before = (a: number) => (a === 0 ? 0 : (values[a - 1] as number));
  return {
    ...{ values, weights, below, upTo },
    widths: values.map((m, a) => m - before(a)),
    ages: values.map((m, a) => {
      const iteration = (before(a) + m + 1) / 2;
      return perDecode === 1 ? iteration : 1 + (iteration - 1) * perDecode;
    }),
    whole: { values: law.values.map((n) => n - 1), weights: law.weights },
  };
}

export interface Longest {
  /** Mean and variance of the largest M of k members, given that it belongs to m_a. */
  readonly means: Float64Array;
  readonly variances: Float64Array;
}

/**
 * The largest of k: P(max ≤ m) = P(M ≤ m)^k. It is larger than the mean of the group it falls
 * into, as several members may.
 */
export function longestOf({ whole, upTo, values }: DecodeLaw, k: number): Longest {
  const [means, squares] = [new Float64Array(upTo.length), new Float64Array(upTo.length)];
  let [a, done, below, belowPower, groupPower] = [0, 0, 0, 0, 0];
  const close = () => {
    const mass = belowPower - groupPower;
    const at = values[a] as number;
    means[a] = mass > 1e-12 ? (means[a] as number) / mass : at;
    squares[a] = mass > 1e-12 ? (squares[a] as number) / mass : at * at;
    groupPower = belowPower;
    a += 1;
  };
  for (const [n, m] of whole.values.entries()) {
    done += whole.weights[n] as number;
    while (a < upTo.length && below < done) {
      const end = Math.min(done, upTo[a] as number);
      const power = end ** k;
      means[a] = (means[a] as number) + m * (power - belowPower);
      squares[a] = (squares[a] as number) + m * m * (power - belowPower);
      [below, belowPower] = [end, power];
      if (end >= (upTo[a] as number) - 1e-13) close();
      if (end >= done) break;
    }
  }
  if (a < upTo.length) close();
  const variances = squares.map((square, i) => Math.max(0, square - (means[i] as number) ** 2));
  return { means, variances };
}

const BODY = 24;
const PER_DECADE = 5;

/**
 * Those that never decode by themselves; the others in groups, which also end at `ends` of the law,
 * ever finer toward the longest.
 */
function points(
  { values, weights }: DiscreteLaw,
  largest: number,
  ends: readonly number[],
): DiscreteLaw {
  const decades = Math.log10(largest) + 3;
  const tail = Array.from(
    { length: Math.ceil(decades * PER_DECADE) },
    (_, i) => 1 - 10 ** (-(i + 6) / PER_DECADE),
  );
  const single = (values[0] as number) <= 1 ? (weights[0] as number) : 0;
  const from = single > 0 ? 1 : 0;
  if (from === values.length) return { values: Float64Array.of(0), weights: Float64Array.of(1) };
  const rest = 1 - single;
  const others = compress(
    {
      values: values.slice(from).map((n) => n - 1),
      weights: weights.slice(from).map((weight) => weight / rest),
    },
    BODY,
    [...ends.map((p) => (p - single) / rest), ...tail],
  );
  if (from === 0) return others;
  return {
    values: Float64Array.of(0, ...others.values),
    weights: Float64Array.of(single, ...others.weights.map((weight) => weight * rest)),
  };
}
