/** Answers as the engine sees them: decode iterations, their moments, and how far lifetimes overlap. */
import { compress, type DiscreteLaw, expectation } from '../../numerics/discrete-law.ts';
import type { Speculation } from '../../scenario/scenario.ts';
import { type DecodeCounts, draftedCounts, oneByOne } from './decode-counts.ts';
import { type DraftedGroup, draftedGroups } from './drafted-groups.ts';
import { FINE_TAIL } from './prompts.ts';

export interface Outputs {
  /** The law of N, tokens of an answer. */
  readonly lengths: DiscreteLaw;
  /** The law of M + 1; M = N − 1 unless several tokens are made in an iteration. */
  readonly law: DiscreteLaw;
  /** E[N]. */
  readonly mean: number;
  /** E[N − 1], E[(N − 1)²]: gaps between the tokens of a request. */
  readonly gapMean: number;
  readonly gapSecondMoment: number;
  /** E1 = E[M], E[M²]: decode iterations of a request. */
  readonly decodeMean: number;
  readonly decodeSecondMoment: number;
  /** Squared coefficient of variation of M; 0 when nobody decodes. */
  readonly decodeScv: number;
  /** θ = ∫S²/∫S for the survival S of M: 1 fixed, ½ exponential, less for heavy tails. */
  readonly theta: number;
  /** P(N ≥ 2). */
  readonly decodes: number;
  /** Moments of M given N − 1. */
  readonly counts: DecodeCounts;
  /** Points of M with ψ and D of docs/model.md#completion. */
  readonly groups: readonly OutputGroup[];
  /** The same groups with their tokens, and the shares in them of each N; absent without drafts. */
  readonly drafted?: {
    readonly groups: readonly DraftedGroup[];
    readonly ofLength: ReadonlyMap<number, readonly (readonly [group: number, share: number])[]>;
  };
}

export interface OutputGroup {
  readonly decodes: number;
  readonly weight: number;
  readonly psi: number;
  readonly overlap: number;
  /** Mean tokens after the first. */
  readonly gaps: number;
}

/** The answers of a law of N; with drafts several tokens come of an iteration. */
export function outputsOf(law: DiscreteLaw, speculation?: Speculation): Outputs {
  return speculation === undefined ? plainOutputs(law) : draftedOutputs(law, speculation);
}

function draftedOutputs(lengths: DiscreteLaw, speculation: Speculation): Outputs {
  const longest = lengths.values.reduce((most, n) => Math.max(most, n), 1) - 1;
  const counts = draftedCounts(speculation, longest);
  const drafted = draftedGroups(lengths, counts);
  const plain = plainOutputs(drafted.law);
  const decodeMean = expectation(lengths, (n) => counts.mean(n - 1));
  const decodeSecondMoment = expectation(lengths, (n) => counts.square(n - 1));
  const gapMean = expectation(lengths, (n) => n - 1);
  const survival = survivalOf(drafted.law);
  return {
    ...plain,
    ...{ lengths, counts, decodeMean, decodeSecondMoment, drafted, gapMean },
    mean: gapMean + 1,
    gapSecondMoment: expectation(lengths, (n) => (n - 1) ** 2),
    decodes: expectation(lengths, (n) => (n > 1 ? 1 : 0)),
    groups: drafted.groups.map(({ decodes, weight, gaps }) => ({
      ...{ decodes, weight, gaps },
      ...lifetimeOverlap(survival, plain.decodeMean, decodes),
    })),
  };
}

function plainOutputs(law: DiscreteLaw): Outputs {
  const decodeMean = expectation(law, (n) => n - 1);
  const decodeSecondMoment = expectation(law, (n) => (n - 1) ** 2);
  const decodeScv = decodeMean > 0 ? decodeSecondMoment / decodeMean ** 2 - 1 : 0;
  const survival = survivalOf(law);
  return {
    ...{ lengths: law, law, counts: oneByOne },
    mean: decodeMean + 1,
    gapMean: decodeMean,
    gapSecondMoment: decodeSecondMoment,
    decodeMean,
    decodeSecondMoment,
    decodeScv: Math.max(0, decodeScv),
    theta: decodeMean > 0 ? survival.squareIntegral / decodeMean : 0.5,
    decodes: expectation(law, (n) => (n > 1 ? 1 : 0)),
    groups: outputGroups(law, decodeMean, survival),
  };
}

/** S(x) = P(N − 1 > x), constant between steps: S = heights[i] on [steps[i], steps[i+1]). */
interface Survival {
  readonly steps: readonly number[];
  readonly heights: readonly number[];
  /** ∫ S². */
  readonly squareIntegral: number;
}

function survivalOf(law: DiscreteLaw): Survival {
  const steps = [0];
  const heights: number[] = [];
  let [left, squareIntegral] = [1, 0];
  law.values.forEach((value, i) => {
    const last = steps[steps.length - 1] as number;
    if (value - 1 > last) {
      squareIntegral += (value - 1 - last) * left * left;
      heights.push(left);
      steps.push(value - 1);
    }
    left = Math.max(0, left - (law.weights[i] as number));
  });
  return { steps, heights, squareIntegral };
}

/** M = N − 1 on about 40 points, with ψ(k) = 2/k² ∫(k − x)S_e and D(k) = ∫(k − x)S over 0 ≤ x ≤ k. */
function outputGroups(law: DiscreteLaw, decodeMean: number, survival: Survival): OutputGroup[] {
  const { values, weights } = compress(law, 32, FINE_TAIL);
  return Array.from(values, (value, i) => {
    const decodes = value - 1;
    return {
      decodes,
      gaps: decodes,
      weight: weights[i] as number,
      ...lifetimeOverlap(survival, decodeMean, decodes),
    };
  });
}

function lifetimeOverlap({ steps, heights }: Survival, decodeMean: number, k: number) {
  let [area, moment, excess] = [0, 0, 0];
  for (let i = 0; i < heights.length && (steps[i] as number) < k; i++) {
    const low = steps[i] as number;
    const high = Math.min(k, steps[i + 1] as number);
    const [width, height] = [high - low, heights[i] as number];
    const before = 1 - area / decodeMean;
    const after = 1 - (area + height * width) / decodeMean;
    excess += width * ((k - low) * ((before + after) / 2) - width * (before / 6 + after / 3));
    area += height * width;
    moment += (height * (high * high - low * low)) / 2;
  }
  return { psi: k > 0 ? (2 * excess) / (k * k) : 1, overlap: k * area - moment };
}
