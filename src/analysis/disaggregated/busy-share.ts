/**
 * How often all engines of the prefill pool work.
 *
 * @see docs/model.md#prefill-pool
 */
import { increasingRoot } from '../../numerics/root.ts';

/**
 * P(all engines work): fewer work as in a loss system whose load makes the work done that which
 * comes in. A period of all working has `spare` engine seconds more than the batches begun in it.
 */
export function shareOfAllBusy(
  rate: number,
  engines: number,
  own: number,
  { seconds, spare }: { readonly seconds: number; readonly spare: number },
): number {
  const lastOf = (load: number) => {
    let [below, last] = [1, 1];
    for (let i = 1; i < engines; i++) {
      last *= load / i;
      below += last;
    }
    return last / below;
  };
  const excess = (load: number) => {
    const last = lastOf(load);
    return load * (1 - last) + rate * spare * last - rate * own;
  };
  const load = engines === 1 ? 0 : increasingRoot(excess, 0, 0, 100 * engines);
  const above = lastOf(load) * rate * seconds;
  return above / (1 + above);
}
