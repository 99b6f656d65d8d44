/**
 * Laws of work on whole cells. Work that full rounds leave behind falls, in the end, by the same
 * factor from cell to cell, however far it reaches; so that tail is known by two numbers.
 *
 * @see docs/model.md#bulk-queue
 */

/** A law on whole cells: its first entries, then `next` and ever e^−decay times as much. */
export interface CellLaw {
  readonly cells: Float64Array;
  readonly next: number;
  readonly decay: number;
}

/** A law that ends with its last entry. */
export function withoutTail(cells: Float64Array): CellLaw {
  return { cells, next: 0, decay: Infinity };
}

/** Cells are left out where their probability, times a weight, falls below this. */
const NEGLIGIBLE = 1e-6;

/** Sums over what is ahead: single cells up to k, then groups of about 3 % of it. */
export function byCells(
  { cells, next, decay }: CellLaw,
  k: number,
  situationWeight: number,
  add: (cellsAhead: number, weight: number, step: number) => void,
  negligible = NEGLIGIBLE,
): void {
  const stepAt = (v: number) => (v < k ? 1 : Math.max(1, k >> 4, v >> 5));
  let v = 0;
  while (v < cells.length) {
    const step = stepAt(v);
    let mass = 0;
    let moment = 0;
    for (const end = Math.min(cells.length, v + step); v < end; v++) {
      mass += cells[v] as number;
      moment += v * (cells[v] as number);
    }
    if (mass * situationWeight > negligible) add(moment / mass, situationWeight * mass, step);
  }
  const all = situationWeight / -Math.expm1(-decay);
  for (let left = next; left * all > negligible; ) {
    const step = stepAt(v);
    const { mass, mean, after } = tailPart(left, decay, step);
    add(v + mean, situationWeight * mass, step);
    left = after;
    v += step;
  }
}

/** What `count` entries of a tail add up to that begins with `next`, and where their mean is. */
export function tailPart(next: number, decay: number, count: number) {
  const gone = -Math.expm1(-decay);
  const kept = Math.exp(-decay * count);
  const mass = (next * -Math.expm1(-decay * count)) / gone;
  const mean = (1 - gone) / gone - (count * kept) / -Math.expm1(-decay * count);
  return { mass, mean, after: next * kept };
}
