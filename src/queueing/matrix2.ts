/** Matrices of two rows and two columns, for hot loops. */

/** [a, b; c, d] in this order. */
export type Matrix = readonly [number, number, number, number];

/** A row vector. */
export type Row = readonly [number, number];

export const ONE: Matrix = [1, 0, 0, 1];

export function scaled(m: Matrix, factor: number): Matrix {
  return [m[0] * factor, m[1] * factor, m[2] * factor, m[3] * factor];
}

export function minus(a: Matrix, b: Matrix): Matrix {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3]];
}

export function inverse([a, b, c, d]: Matrix): Matrix {
  const det = a * d - b * c;
  return [d / det, -b / det, -c / det, a / det];
}

function product(a: Matrix, b: Matrix): Matrix {
  return [
    a[0] * b[0] + a[1] * b[2],
    a[0] * b[1] + a[1] * b[3],
    a[2] * b[0] + a[3] * b[2],
    a[2] * b[1] + a[3] * b[3],
  ];
}

/** a·b⁻¹. */
export function over(a: Matrix, b: Matrix): Matrix {
  return product(a, inverse(b));
}

export function times([x, y]: Row, m: Matrix): Row {
  return [x * m[0] + y * m[2], x * m[1] + y * m[3]];
}
