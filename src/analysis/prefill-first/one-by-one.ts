/**
 * Prompts so long that each has an iteration of its own: M/G/1 with vacations, where the decode
 * iteration is the vacation. The wait is that of M/G/1 plus what is left of a vacation.
 *
 * Exact for frozen g, up to the lattice of the wait.
 *
 * @see docs/model.md#time-to-first-token-of-prefill-first; S. W. Fuhrmann, R. B. Cooper,
 *   Operations Research 33 (1985), pp. 1117–1129 (decomposition).
 */
import type { FirstTokenLaws } from '../chunked-prefill/first-token-laws.ts';
import type { PrefillFirst } from './engine.ts';

const STEPS = 640;
const VACATION = [0.1, 0.3, 0.5, 0.7, 0.9];

/** Adds the laws at λ, times `weight`, of an arrival; without a vacation if nothing decodes. */
export function addOneByOne(
  { server, alone, aloneSquare }: PrefillFirst,
  arrivalRate: number,
  decode: number,
  weight: number,
  laws: FirstTokenLaws,
): void {
  const busy = Math.min(0.995, arrivalRate * alone);
  const step = Math.max(alone / 24, ((aloneSquare / alone / 2 / (1 - busy)) * 9) / 500);
  const waits = mg1Waits(server, busy, alone, step);
  const rests = decode > 0 ? VACATION.map((u) => u * decode) : [0];
  waits.forEach((mass, i) => {
    if (mass < 1e-7) return;
    for (const rest of rests) {
      const share = (weight * mass) / rests.length;
      laws.prefillWait.add(i * step + rest, share);
      addOwn(server, i * step + rest, i === 0, share, laws);
    }
  });
}

/** The own prompt, in the law of its class. */
function addOwn(
  { time, workload }: PrefillFirst['server'],
  start: number,
  isFine: boolean,
  share: number,
  laws: FirstTokenLaws,
): void {
  const { classes, prompts } = workload;
  classes.forEach(({ weight, fine, medium }, place) => {
    const { values, weights } = isFine ? fine : medium;
    values.forEach((x, j) => {
      const seconds = start + time(x, prompts.pairs(x), 0, 0);
      laws.ttfts[place]?.add(seconds, share * weight * (weights[j] as number));
    });
  });
}

/** The wait in M/G/1: a geometric number of residual services (Pollaczek–Khinchine). */
function mg1Waits(
  { time, workload }: PrefillFirst['server'],
  busy: number,
  mean: number,
  step: number,
): Float64Array {
  const { fresh, pairs } = workload.prompts;
  const residual = new Float64Array(STEPS + 1);
  fresh.values.forEach((x, i) => {
    const cells = time(x, pairs(x), 0, 0) / step;
    for (let cell = 0; cell < Math.min(cells, STEPS); cell++) {
      const part = Math.min(1, cells - cell);
      const mass = ((fresh.weights[i] as number) * part * step) / mean;
      // A piece of the residual from cell to cell + part, at its mean.
      const up = part / 2;
      residual[cell] = (residual[cell] as number) + mass * (1 - up);
      residual[cell + 1] = (residual[cell + 1] as number) + mass * up;
    }
  });
  const waits = new Float64Array(STEPS);
  const again = 1 - busy * (residual[0] as number);
  waits[0] = (1 - busy) / again;
  for (let n = 1; n < STEPS; n++) {
    let sum = 0;
    for (let j = 1; j <= n; j++) sum += (residual[j] as number) * (waits[n - j] as number);
    waits[n] = (busy * sum) / again;
  }
  return waits;
}
