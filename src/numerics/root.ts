/**
 * The point where an increasing function reaches a value, between two bounds, by halving:
 * as many steps as a double has bits to tell.
 *
 * @example increasingRoot((x) => x * x, 2, 0, 4) // 1.414213562
 */
export function increasingRoot(
  f: (x: number) => number,
  value: number,
  low: number,
  high: number,
): number {
  let [a, b] = [low, high];
  for (let step = 0; step < 200; step++) {
    const middle = (a + b) / 2;
    if (middle <= a || middle >= b) break;
    if (f(middle) < value) a = middle;
    else b = middle;
  }
  return (a + b) / 2;
}
