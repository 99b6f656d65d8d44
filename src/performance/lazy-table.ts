/**
 * A smooth increasing function of one number ≥ 0, tabulated as it is used: straight lines
 * between nodes that lie evenly within each doubling of x + 1. The table is continuous and
 * increasing where the function is; for every t_inf its relative error is below 10⁻⁴
 * (test/performance/lazy-table.test.ts).
 */

/** Nodes to a doubling of x + 1. */
const DENSITY = 32;
const DOUBLINGS = 22;
const LARGEST = 2 ** DOUBLINGS - 1;

/** @see docs/model.md#tabulation */
export function lazyTable(exact: (x: number) => number): (x: number) => number {
  // Filled while it is read: a node costs microseconds, a reading nanoseconds.
  const values = new Float64Array(DENSITY * DOUBLINGS + 1).fill(Number.NaN);
  const valueAt = (node: number): number => {
    const known = values[node] as number;
    if (!Number.isNaN(known)) return known;
    const value = exact(nodePosition(node));
    values[node] = value;
    return value;
  };
  return (x) => {
    if (!(x < LARGEST)) return exact(x);
    const doubling = 31 - Math.clz32(x + 1);
    // 1 + x in units of the node distance of this doubling: DENSITY up to 2·DENSITY.
    const steps = ((x + 1) * DENSITY) / (1 << doubling);
    const step = Math.floor(steps);
    const node = DENSITY * (doubling - 1) + step;
    const low = valueAt(node);
    return low + (steps - step) * (valueAt(node + 1) - low);
  };
}

/** x of a node: (1 + share of a doubling)·2^doublings − 1. */
function nodePosition(node: number): number {
  const doubling = Math.floor(node / DENSITY);
  return (1 + (node - doubling * DENSITY) / DENSITY) * 2 ** doubling - 1;
}
