/** Arrivals other than Poisson where queueing theory is exact: intervals of 20 replications. */
import { test } from 'vitest';
import type { Arrivals } from '../../src/scenario/scenario.ts';
import { expectTheory, replications } from '../support/theory.ts';
import { customersOf, exponentialService, mean, SERVICE, shareOf } from './customers.ts';

// GI/M/1: σ = A*(μ(1−σ)); an arrival waits with probability σ, and then an exponential time of mean
// S/(1−σ) (Kleinrock, Queueing Systems I (1975), section 6.4).
const rate = 0.5 / SERVICE;
const balanced = (1 + Math.sqrt(1 / 3)) / 2;
test.each<[string, Arrivals, (s: number) => number]>([
  ['clockwork', { process: 'gamma', rate, scv: 0 }, (s) => Math.exp(-s / rate)],
  ['Erlang-2', { process: 'gamma', rate, scv: 0.5 }, (s) => (2 / (2 + s / rate)) ** 2],
  [
    'hyperexponential',
    { process: 'hyperexponential', rate, scv: 2 },
    (s) =>
      [balanced, 1 - balanced].reduce((sum, p) => sum + (p * 2 * p * rate) / (2 * p * rate + s), 0),
  ],
])('%s arrivals: the geometric law of GI/M/1', (_, arrivals, transform) => {
  let root = 0.5;
  for (let i = 0; i < 1000; i++) root = transform((1 - root) / SERVICE);
  const requests = 50_000;
  const measured = replications(customersOf({ arrivals, service: exponentialService, requests }));
  expectTheory(
    measured(({ wait }) => shareOf(wait, (time) => time > 0)),
    root,
  );
  expectTheory(
    measured(({ sojourn }) => mean(sojourn)),
    SERVICE / (1 - root),
  );
});

test('arrivals in two moods: the mean sojourn of MMPP/M/1 by matrices', () => {
  const [r1, r2] = [20, 90];
  const [out1, out2] = [1 / 0.1, 1 / 0.05];
  const arrivals: Arrivals = {
    process: 'mmpp',
    states: [
      { rate: r1, meanDuration: 1 / out1 },
      { rate: r2, meanDuration: 1 / out2 },
    ],
  };
  const measured = replications(
    customersOf({ arrivals, service: exponentialService, requests: 50_000 }),
  );
  const share = out2 / (out1 + out2);
  const inSystem = meanInSystem([r1, r2], [out1, out2], 1 / SERVICE);
  expectTheory(
    measured(({ sojourn }) => mean(sojourn)),
    inSystem / (share * r1 + (1 - share) * r2),
  );
});

type Pair = readonly [number, number];
/** L of MMPP/M/1: π_n = π_0·Rⁿ, R the least root of Λ + R·(Q − Λ − μ) + μ·R² = 0 (Neuts 1981). */
function meanInSystem([l1, l2]: Pair, [q1, q2]: Pair, mu: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const [e, h] = [-q1 - l1 - mu, -q2 - l2 - mu];
  const determinant = e * h - q1 * q2;
  for (let i = 0; i < 20_000; i++) {
    // R ← −(Λ + μR²)·(Q − Λ − μ)⁻¹
    const [w, x, y, z] = [
      l1 + mu * (a * a + b * c),
      mu * (a * b + b * d),
      mu * (c * a + d * c),
      l2 + mu * (c * b + d * d),
    ];
    [a, b] = [-(w * h - x * q2) / determinant, -(x * e - w * q1) / determinant];
    [c, d] = [-(y * h - z * q2) / determinant, -(z * e - y * q1) / determinant];
  }
  // Phases are independent of the level: π_0·(I − R)⁻¹ is their law, so π_0 = law·(I − R).
  const law = [q2 / (q1 + q2), q1 / (q1 + q2)] as const;
  // L = π_0·R·(I − R)⁻² ·1 = law·R·(I − R)⁻¹·1.
  const [u, v] = [law[0] * a + law[1] * c, law[0] * b + law[1] * d];
  const inverse = (1 - a) * (1 - d) - b * c;
  return (u * (1 - d + b) + v * (1 - a + c)) / inverse;
}
