/** The dense feed-forward layer: up (and gate, in the same product), then down. */
import { type MatrixRates, matrixTime } from './matrix.ts';

export interface FeedForward {
  readonly tokens: number;
  readonly hidden: number;
  /** Width on this rank. */
  readonly intermediate: number;
  readonly gated: boolean;
}

/** @see docs/model.md#linear-layers */
export function feedForwardTime(rates: MatrixRates, layer: FeedForward): number {
  const { tokens, hidden, intermediate, gated } = layer;
  const columns = gated ? 2 * intermediate : intermediate;
  return (
    matrixTime(rates, { rows: tokens, columns, inner: hidden }) +
    matrixTime(rates, { rows: tokens, columns: hidden, inner: intermediate })
  );
}
