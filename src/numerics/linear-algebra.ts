/** Linear systems, by ml-matrix. */
import { LuDecomposition, Matrix } from 'ml-matrix';

/** x of A·x = b for a square A given by rows; undefined if A is singular. */
export function solveLinear(
  rows: readonly Float64Array[],
  right: Float64Array,
): Float64Array | undefined {
  const lu = new LuDecomposition(new Matrix(rows as Float64Array[]));
  if (lu.isSingular()) return undefined;
  return Float64Array.from(lu.solve(Matrix.columnVector(right)).to1DArray());
}
