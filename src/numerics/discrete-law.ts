/** A law on finitely many points: increasing values and their probabilities. */
export interface DiscreteLaw {
  readonly values: Float64Array;
  readonly weights: Float64Array;
}

/** E[g(X)]. */
export function expectation(law: DiscreteLaw, g: (value: number) => number): number {
  const { values, weights } = law;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (weights[i] as number) * g(values[i] as number);
  return sum;
}

/** The law of a value drawn from one of several laws, each with its probability. */
export function mixtureLaw(laws: readonly DiscreteLaw[], shares: readonly number[]): DiscreteLaw {
  const masses = new Map<number, number>();
  laws.forEach(({ values, weights }, place) => {
    const share = shares[place] as number;
    values.forEach((value, i) => {
      masses.set(value, (masses.get(value) ?? 0) + share * (weights[i] as number));
    });
  });
  const points = [...masses].sort(([a], [b]) => a - b);
  return {
    values: Float64Array.from(points, ([value]) => value),
    weights: Float64Array.from(points, ([, weight]) => weight),
  };
}

/** The smallest value with P(X ≤ value) ≥ p. */
export function lawQuantile(law: DiscreteLaw, p: number): number {
  const { values, weights } = law;
  let below = 0;
  for (let i = 0; i < values.length; i++) {
    below += weights[i] as number;
    if (below >= p - 1e-12) return values[i] as number;
  }
  return values[values.length - 1] as number;
}

/**
 * The law on fewer points: each group of a given share of probability becomes one point at its
 * conditional mean, so the mean is kept exactly. Groups of equal probability alone lose the
 * tail (p99 errors of 5–20 %); `tail` lists the probabilities at which further groups end.
 */
export function compress(law: DiscreteLaw, groups: number, tail: readonly number[]): DiscreteLaw {
  if (law.values.length <= groups) return law;
  const edges = Array.from({ length: groups - 1 }, (_, i) => (i + 1) / groups);
  const ends = [...new Set([...edges, ...tail])].sort((a, b) => a - b);
  const values: number[] = [];
  const weights: number[] = [];
  let [below, mass, moment, next] = [0, 0, 0, 0];
  const close = () => {
    if (mass > 1e-15) {
      values.push(moment / mass);
      weights.push(mass);
    }
    [mass, moment] = [0, 0];
  };
  for (let i = 0; i < law.values.length; i++) {
    const value = law.values[i] as number;
    let left = law.weights[i] as number;
    while (next < ends.length && below + left > (ends[next] as number)) {
      const part = Math.max(0, (ends[next] as number) - below);
      mass += part;
      moment += part * value;
      below += part;
      left -= part;
      close();
      next++;
    }
    mass += left;
    moment += left * value;
    below += left;
  }
  close();
  return { values: Float64Array.from(values), weights: Float64Array.from(weights) };
}
