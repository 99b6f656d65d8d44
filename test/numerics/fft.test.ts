import { expect, test } from 'vitest';
import { inversePair, realSpectrum } from '../../src/numerics/fft.ts';
import { randomStream } from '../../src/numerics/random.ts';

const signal = (length: number, seed: number) => {
  const random = randomStream(seed, 'signal');
  return Float64Array.from({ length }, () => 2 * random() - 1);
};

/** The sum itself: Σ x_n e^{−2πi nm/M}. */
function naive(x: Float64Array, m: number): [number, number] {
  let [re, im] = [0, 0];
  x.forEach((value, n) => {
    re += value * Math.cos((2 * Math.PI * n * m) / x.length);
    im -= value * Math.sin((2 * Math.PI * n * m) / x.length);
  });
  return [re, im];
}

test.each([2, 4, 64, 256])('the half spectrum of %d numbers is the Fourier sum', (length) => {
  const x = signal(length, length);
  const spectrum = realSpectrum(x);
  for (let m = 0; m <= length / 2; m++) {
    const [re, im] = naive(x, m);
    expect(spectrum[2 * m]).toBeCloseTo(re, 10);
    expect(spectrum[2 * m + 1]).toBeCloseTo(im, 10);
  }
});

test.each([4, 64, 1024])('two sequences of %d numbers come back from their spectra', (length) => {
  const [x, y] = [signal(length, 1), signal(length, 2)];
  const [first, second] = inversePair(realSpectrum(x), realSpectrum(y), length);
  expect(Math.max(...first.map((value, n) => Math.abs(value - (x[n] ?? 0))))).toBeLessThan(1e-13);
  expect(Math.max(...second.map((value, n) => Math.abs(value - (y[n] ?? 0))))).toBeLessThan(1e-13);
});

test('the transform does not change its input', () => {
  const x = signal(32, 3);
  const before = x.slice();
  realSpectrum(x);
  expect(x).toEqual(before);
});
