/**
 * The stationary law of a finite Markov chain, by state reduction: no subtraction, so that small
 * probabilities are as exact as large ones.
 *
 * W. K. Grassmann, M. I. Taksar, D. P. Heyman, Operations Research 33 (1985), 1107–1116.
 */

/** @param rates row by row, n × n, transition weights ≥ 0 (the diagonal plays no part); used up. */
export function stationaryLaw(rates: Float64Array, n: number): Float64Array {
  for (let last = n - 1; last > 0; last--) reduce(rates, n, last);
  const law = new Float64Array(n);
  law[0] = 1;
  let total = 1;
  for (let state = 1; state < n; state++) {
    let mass = 0;
    for (let i = 0; i < state; i++) mass += (law[i] as number) * (rates[i * n + state] as number);
    law[state] = mass;
    total += mass;
  }
  return law.map((mass) => mass / total);
}

/** Leaves out state `last`: who enters it goes on to where it leads. */
function reduce(rates: Float64Array, n: number, last: number): void {
  const from = last * n;
  let out = 0;
  let first = last;
  for (let j = last - 1; j >= 0; j--) {
    const rate = rates[from + j] as number;
    out += rate;
    if (rate > 0) first = j;
  }
  const scale = out > 0 ? 1 / out : 0;
  for (let i = 0; i < last; i++) {
    const row = i * n;
    const enters = (rates[row + last] as number) * scale;
    rates[row + last] = enters;
    if (enters === 0) continue;
    for (let j = first; j < last; j++)
      rates[row + j] = (rates[row + j] as number) + enters * (rates[from + j] as number);
  }
}
