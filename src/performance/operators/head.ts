/** The output head: logits of the last token of every request, in BF16 whatever the weights. */
import type { Prepared } from '../prepared.ts';
import { matrixTime } from './matrix.ts';

/** @see docs/model.md#linear-layers */
export function headTime({ model, rank, head }: Prepared, requests: number): number {
  return matrixTime(head, { rows: requests, columns: rank.vocabulary, inner: model.hidden });
}
