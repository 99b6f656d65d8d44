import { expect, test } from 'vitest';
import { addStep, emptyChain, stationaryLaw } from '../../src/queueing/banded-chain.ts';

test('a random walk has its geometric law', () => {
  const [up, down] = [0.3, 0.45];
  const chain = emptyChain(60, 1, 1);
  for (let n = 0; n < 60; n++) {
    addStep(chain, n, n + 1, up);
    if (n > 0) addStep(chain, n, n - 1, down);
  }
  const law = stationaryLaw(chain);
  const ratio = up / down;
  for (const n of [0, 1, 5, 30]) expect(law[n]).toBeCloseTo((1 - ratio) * ratio ** n, 9);
});

// D. Gross, C. M. Harris: M/D/1 at departures, P(0) = 1 − ρ and P(1) = (1 − ρ)(e^ρ − 1).
test('M/D/1 at departures, with steps up as long as the band', () => {
  const rho = 0.7;
  const [states, up] = [120, 14];
  const chain = emptyChain(states, up, 1);
  for (let n = 0; n < states; n++) {
    let p = Math.exp(-rho);
    for (let a = 0; a <= up; a++) {
      const to = Math.max(0, n - 1) + a;
      if (to - n <= up) addStep(chain, n, to, p);
      p *= rho / (a + 1);
    }
  }
  const law = stationaryLaw(chain);
  expect(law[0]).toBeCloseTo(1 - rho, 8);
  expect(law[1]).toBeCloseTo((1 - rho) * (Math.exp(rho) - 1), 8);
  const mean = law.reduce((sum, p, n) => sum + n * p, 0);
  expect(mean).toBeCloseTo(rho + rho ** 2 / (2 * (1 - rho)), 6);
});

test('a step beyond the highest state stops there, and steps down may be long', () => {
  const chain = emptyChain(3, 2, 2);
  addStep(chain, 0, 9, 1);
  addStep(chain, 2, 0, 0.25);
  addStep(chain, 2, 1, 0.75);
  addStep(chain, 1, 0, 1);
  const law = stationaryLaw(chain);
  expect([...law].map((p) => p * 2.75)).toEqual([1, 0.75, 1].map((p) => expect.closeTo(p, 12)));
});
