/**
 * The larger of two times that overlap, with a rounded corner: (a^p + b^p)^(1/p).
 * p = 1 adds them, p → ∞ is the hard maximum. Scaled by the larger one, so that
 * microseconds to the power of 50 do not vanish.
 *
 * @see docs/model.md#matrix-multiplication
 * @example smoothMax(3e-6, 4e-6, 2) * 1e6 // 5.0000
 */
export function smoothMax(a: number, b: number, sharpness: number): number {
  const larger = Math.max(a, b);
  if (larger === 0) return 0;
  return larger * (1 + (Math.min(a, b) / larger) ** sharpness) ** (1 / sharpness);
}
