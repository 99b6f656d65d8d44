/** Poisson numbers by their law and their tail. */

/** P(N = n) and P(N > n), n ≤ most. */
export function poisson(mean: number, most: number): { law: Float64Array; above: Float64Array } {
  const [law, above] = [new Float64Array(most + 1), new Float64Array(most + 1)];
  let p = Math.exp(-mean);
  let left = 1 - p;
  for (let n = 0; n <= most; n++) {
    law[n] = p;
    above[n] = Math.max(0, left);
    p *= mean / (n + 1);
    left -= p;
  }
  return { law, above };
}
