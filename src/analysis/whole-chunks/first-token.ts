/**
 * TTFT and t_qp with whole chunks: the rest of the running iteration, full iterations until the own
 * first chunk fits behind the prompts ahead, and one iteration for each own chunk.
 *
 * Approximation: numbers of chunks are geometric while the others pass, their variance scales the
 * wait as in the Pollaczek–Khinchine formula.
 *
 * @see docs/model.md#whole-chunks
 */
import type { DiscreteLaw } from '../../numerics/discrete-law.ts';
import type { Histogram } from '../../numerics/histogram.ts';
import { gammaPoints } from '../../numerics/special.ts';
import type { FirstTokenLaws } from '../chunked-prefill/first-token-laws.ts';
import { interpolated } from './own-way.ts';
import { countOf } from './packing.ts';
import type { Prefill } from './prefill.ts';

/** Where slices of the law of what is uncertain about a way end; fewer where it is rare. */
const SLICES = [0.35, 0.65, 0.85, 0.95, 0.99];
const FEW = [0.6, 0.93];
/** Situations are left out where their probability falls below this. */
export const NEGLIGIBLE = 1e-6;

/** Behind a prompts, some seconds before the next iteration; later ones come on average `behind`. */
export function addBehind(
  prefill: Prefill,
  a: number,
  residual: number,
  behind: number,
  weight: number,
  laws: FirstTokenLaws,
): void {
  const { chain, rounds, variability, full } = prefill;
  const served = interpolated(chain.served, a);
  const atOnce = Math.max(0, Math.min(1, interpolated(chain.served, a + 1) - served));
  if (atOnce * weight > NEGLIGIBLE) {
    laws.prefillWait.add(residual, atOnce * weight);
    for (const [others, p] of behindLaw(behind))
      addOwn(prefill, residual, a + others, { mean: 0, variance: 0 }, atOnce * weight * p, laws);
  }
  if ((1 - atOnce) * weight <= NEGLIGIBLE) return;
  // Given that it waits at all: the mean holds the zeros of those served at once.
  const mean = interpolated(rounds.mean, a) / (1 - atOnce);
  const square =
    (interpolated(rounds.variance, a) + interpolated(rounds.mean, a) ** 2) / (1 - atOnce);
  const scale = full * variability;
  const wait = { mean: mean * scale, variance: Math.max(0, square - mean ** 2) * scale ** 2 };
  const later = residual + full;
  addSpread(laws.prefillWait, later, wait.mean - full, wait.variance, (1 - atOnce) * weight);
  const others = chain.most - 1 + behind + chain.arrivalRate * wait.mean;
  addOwn(prefill, residual, others, wait, (1 - atOnce) * weight, laws);
}

/** How many came after, on few points. */
function behindLaw(mean: number): (readonly [number, number])[] {
  if (mean < 1e-3) return [[0, 1]];
  const none = Math.exp(-mean);
  return [
    [0, none],
    [mean / (1 - none), 1 - none],
  ];
}

/** The own chunks after a wait, by the length of the own prompt. */
function addOwn(
  prefill: Prefill,
  residual: number,
  others: number,
  wait: { readonly mean: number; readonly variance: number },
  weight: number,
  laws: FirstTokenLaws,
): void {
  prefill.server.workload.classes.forEach((kind, place) => {
    const own = weight > 0.05 ? kind.fine : weight > 2e-3 ? kind.medium : kind.short;
    const ttft = laws.ttfts[place] as Histogram;
    addOwnOf(prefill, own, residual, others, wait, weight * kind.weight, ttft);
  });
}

function addOwnOf(
  { server, chunks, way, perPair, full }: Prefill,
  own: DiscreteLaw,
  residual: number,
  others: number,
  wait: { readonly mean: number; readonly variance: number },
  weight: number,
  ttft: Histogram,
): void {
  const { prompts } = server.workload;
  const usual = way.last(chunks.meanLast, others);
  const alone = way.last(chunks.size, 0);
  for (let i = 0; i < own.values.length; i++) {
    const x = own.values[i] as number;
    const n = countOf(x, chunks.size);
    const last = x - (n - 1) * chunks.size;
    const attention = perPair * (prompts.pairs(x) - prompts.pairsPerToken * x);
    const mean = way.mean(n, others) + way.last(last, others) - usual + attention + wait.mean;
    const undisturbed = way.last(last, 0) + (n - 1) * alone + attention;
    const least = Math.min(mean, undisturbed + Math.min(wait.mean, full));
    const variance = way.variance(n, others) + wait.variance;
    addSpread(ttft, residual + least, mean - least, variance, weight * (own.weights[i] as number));
  }
}

/** Adds a value that is `least` and a gamma law with this mean and variance beyond it. */
function addSpread(
  law: Histogram,
  least: number,
  mean: number,
  variance: number,
  weight: number,
): void {
  if (!(mean > 1e-9) || variance < 1e-4 * mean * mean) {
    law.add(least + Math.max(0, mean), weight);
    return;
  }
  const points = gammaPoints(Math.min(8, variance / mean ** 2), weight > 1e-4 ? SLICES : FEW);
  for (let i = 0; i < points.length; i++) {
    const [x, p] = points[i] as readonly [number, number];
    law.add(least + x * mean, weight * p);
  }
}
