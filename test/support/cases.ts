import { randomStream } from '../../src/numerics/random.ts';

/** A number between two positive bounds, even on a log scale, as rates and times are. */
export type Draw = (low: number, high: number) => number;

/** Checks a property on repeatable random cases, 500 unless told; names the case that breaks it. */
export function forAll<T>(
  draw: (between: Draw) => T,
  property: (value: T) => void,
  count = 500,
): void {
  const random = randomStream(1, 'property cases');
  const between: Draw = (low, high) => low * (high / low) ** random();
  for (let i = 0; i < count; i++) {
    const value = draw(between);
    try {
      property(value);
    } catch (cause) {
      throw new Error(`property fails for case ${i}: ${JSON.stringify(value)}`, { cause });
    }
  }
}
