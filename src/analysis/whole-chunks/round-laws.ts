/** Laws of what happens in one round: who comes, who is done, how long it takes. */
import { addStep, emptyChain, stationaryLaw } from '../../queueing/banded-chain.ts';

/** P(step = lowest + i) = law[i]. */
export interface Step {
  readonly lowest: number;
  readonly law: Float64Array;
}

/** P(state) for the states 0 … last of a chain with these steps; those beyond 0 or `last` end there. */
export function stationaryOf(last: number, stepFrom: (state: number) => Step): Float64Array {
  const steps = Array.from({ length: last + 1 }, (_, state) => stepFrom(state));
  const down = Math.max(1, ...steps.map(({ lowest }) => -lowest));
  const up = Math.max(1, ...steps.map(({ lowest, law }) => lowest + law.length - 1));
  const chain = emptyChain(last + 1, up, down);
  steps.forEach(({ lowest, law }, from) => {
    law.forEach((p, i) => {
      addStep(chain, from, Math.max(0, from + lowest + i), p);
    });
  });
  return stationaryLaw(chain);
}

/** Values and probabilities. */
export type Points = readonly (readonly [number, number])[];

export function meanOf(points: Points): number {
  return points.reduce((sum, [value, p]) => sum + value * p, 0);
}

/** Arrivals in a share u of a round: Poisson given its seconds. */
export function arrivalLaw(
  arrivalRate: number,
  times: Points,
  u: number,
  perIteration?: number,
): Float64Array {
  if (perIteration !== undefined) return poissonLaw(u * perIteration);
  const laws = times.map(([seconds]) => poissonLaw(arrivalRate * u * seconds));
  const out = new Float64Array(Math.max(...laws.map((law) => law.length)));
  laws.forEach((law, i) => {
    const share = (times[i] as readonly [number, number])[1];
    law.forEach((p, a) => {
      out[a] = (out[a] as number) + share * p;
    });
  });
  return out;
}

/** The law of A − D: arrivals less those that are done. */
export function changes(done: Float64Array, came: Float64Array): Step {
  const law = new Float64Array(done.length + came.length - 1);
  for (let d = 0; d < done.length; d++)
    for (let a = 0; a < came.length; a++) {
      const at = a - d + done.length - 1;
      law[at] = (law[at] as number) + (done[d] as number) * (came[a] as number);
    }
  return { lowest: 1 - done.length, law };
}

/** The same for every j, each law worked out once: beyond the most that fit all are alike. */
export function doneLaws(fits: readonly number[], q: number): (j: number) => Float64Array {
  const known: Float64Array[] = [];
  return (j) => {
    const most = Math.min(j, fits.length - 1);
    known[most] ??= doneLaw(fits, most, q);
    return known[most];
  };
}

/** How many of j prompts are done, each that is served with probability q. */
export function doneLaw(fits: readonly number[], j: number, q: number): Float64Array {
  const most = Math.min(j, fits.length - 1);
  const law = new Float64Array(most + 1);
  for (let s = 0; s <= most; s++) {
    const share = (fits[s] as number) - (s < most ? (fits[s + 1] as number) : 0);
    if (share > 1e-9)
      binomial(s, q).forEach((p, d) => {
        law[d] = (law[d] as number) + share * p;
      });
  }
  return law;
}

function binomial(n: number, q: number): Float64Array {
  const law = new Float64Array(n + 1);
  if (q >= 1 - 1e-12) {
    law[n] = 1;
    return law;
  }
  law[0] = (1 - q) ** n;
  for (let d = 1; d <= n; d++) law[d] = ((law[d - 1] as number) * (n - d + 1) * q) / (d * (1 - q));
  return law;
}

/** Poisson probabilities up to where 1e-9 is left, which the last one takes. */
export function poissonLaw(mean: number): Float64Array {
  const out: number[] = [];
  let [p, left] = [Math.exp(-mean), 1];
  for (let a = 0; left > 1e-9 && a < 4 * mean + 60; a++) {
    out.push(p);
    left -= p;
    p *= mean / (a + 1);
  }
  out[out.length - 1] = (out[out.length - 1] as number) + Math.max(0, left);
  return Float64Array.from(out);
}
