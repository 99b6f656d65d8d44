/** Whole numbers that stand for all up to a largest one, and where a number lies between them. */

/** Each number up to six, then ever wider steps. */
export function nodesUpTo(largest: number, first: 0 | 1, ratio: number): number[] {
  const nodes: number[] = [];
  for (let n: number = first; n < largest; n = Math.max(n + 1, n < 6 ? 0 : Math.round(n * ratio)))
    nodes.push(n);
  return [...nodes, largest];
}

export interface Between {
  /** Places of the neighbours, and the share of the upper one. */
  readonly low: number;
  readonly high: number;
  readonly share: number;
}

export function between(nodes: readonly number[], x: number): Between {
  const last = nodes.length - 1;
  if (x >= (nodes[last] as number)) return { low: last, high: last, share: 0 };
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((nodes[middle] as number) <= x) low = middle;
    else high = middle;
  }
  const [a, b] = [nodes[low] as number, nodes[high] as number];
  return { low, high, share: Math.max(0, x - a) / (b - a) };
}

/**
 * Where numbers up to the last node stand among the nodes: 2.25 is a quarter of the way from node 2
 * to node 3. From a table, as it is asked for thousands of times.
 */
export function placing(nodes: readonly number[]): (x: number) => number {
  const last = nodes.length - 1;
  const largest = nodes[last] as number;
  const lowOf = Int32Array.from({ length: largest + 1 }, (_, x) => between(nodes, x).low);
  return (x) => {
    if (x >= largest) return last;
    const low = lowOf[Math.floor(x)] as number;
    const a = nodes[low] as number;
    return low + (x - a) / ((nodes[low + 1] as number) - a);
  };
}

/** The places of the neighbours of a number, and their shares. */
export function neighbours(nodes: readonly number[], x: number): Points {
  const { low, high, share } = between(nodes, x);
  return [
    [low, 1 - share],
    [high, share],
  ];
}

/** Values and their probabilities. */
export type Points = readonly (readonly [value: number, weight: number])[];

/** Three points of a positive law with this mean, and about this variance. */
export function positivePoints(mean: number, variance: number, weight: number): Points {
  const scv = variance / mean ** 2;
  if (scv < 1e-6) return [[mean, weight]];
  const step = Math.sqrt(3 * Math.log1p(scv));
  const scale = mean / ((2 + Math.cosh(step)) / 3);
  return [
    [scale * Math.exp(-step), weight / 6],
    [scale, (2 * weight) / 3],
    [scale * Math.exp(step), weight / 6],
  ];
}
