/** Gauss–Legendre nodes of the interval from 0 to 1: [node, weight]. Exact to degree 2n − 1. */
export type Nodes = readonly (readonly [node: number, weight: number])[];

export const ONE_NODE: Nodes = [[0.5, 1]];
export const TWO_NODES: Nodes = [
  [0.2113248654051871, 0.5],
  [0.7886751345948129, 0.5],
];
export const THREE_NODES: Nodes = [
  [0.1127016653792583, 5 / 18],
  [0.5, 8 / 18],
  [0.8872983346207417, 5 / 18],
];
