/** How far the law of a bulk queue with a hidden phase reaches, and where to invert it. */
import { emptySpectrum, spectrumAt } from './arrival-spectrum.ts';
import { polynomial } from './bulk-queue.ts';
import { decayAt } from './geometric-tail.ts';
import type { ModulatedBulkQueue } from './modulated-bulk-queue.ts';

/** η: the law of the backlog falls as e^{−η·cells} in the end. */
export function tailDecay(queue: ModulatedBulkQueue): number {
  const { arrivals, durations, sizes } = queue;
  const k = durations.length - 1;
  const full = durations[k] as number;
  const at = emptySpectrum(arrivals.shares.length);
  const excess = (log: number) => {
    const [lr] = polynomial(sizes, Math.exp(log), 0);
    if (!(lr < 1e12)) return -1;
    spectrumAt(arrivals, lr, 0, at);
    let most = -Infinity;
    for (let q = 0; 2 * q < at.values.length; q++)
      if (Math.abs(at.values[2 * q + 1] as number) < 1e-6 * (1 + lr))
        most = Math.max(most, at.values[2 * q] as number);
    return k * log - most * full;
  };
  return decayAt(excess, k);
}

/** R^−M from which is chosen; more lets rounding noise grow, less the aliasing. */
const DAMPING = [1e8, 2e7, 4e8, 5e6, 1e6];

/**
 * The damping of the circle of that many points which stays clear of the zeros of z^k − e^{νt_k}
 * on the real axis: slow changes of phase put one near 1, where numerator and denominator of S
 * vanish together.
 */
export function clearDamping(
  { arrivals, durations, sizes }: ModulatedBulkQueue,
  points: number,
): number {
  const k = durations.length - 1;
  const at = emptySpectrum(arrivals.shares.length);
  let [best, widest] = [1e8, 0];
  for (const damping of DAMPING) {
    const log = -Math.log(damping) / points;
    spectrumAt(arrivals, polynomial(sizes, Math.exp(log), 0)[0], 0, at);
    let clear = Infinity;
    for (let q = 0; 2 * q < at.values.length; q++) {
      const grown = (at.values[2 * q] as number) * (durations[k] as number) - k * log;
      const turned = (at.values[2 * q + 1] as number) * (durations[k] as number);
      clear = Math.min(clear, Math.hypot(grown, turned));
    }
    if (clear > 2 * widest) [best, widest] = [damping, clear];
  }
  return best;
}
