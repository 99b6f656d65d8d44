/**
 * What a prompt finds when it comes: so many prompts ahead at the start of the next iteration, some
 * seconds before that, and others that will come in them.
 *
 * @see docs/model.md#whole-chunks
 */
import { THREE_NODES } from '../../numerics/gauss-legendre.ts';
import type { FirstTokenLaws } from '../chunked-prefill/first-token-laws.ts';
import { addBehind, NEGLIGIBLE } from './first-token.ts';
import type { Prefill } from './prefill.ts';
import { changes, type Points, poissonLaw } from './round-laws.ts';

/** Adds the laws, times `weight`, for an arrival at a random time. */
export function addRandomArrival(
  prefill: Prefill,
  weight: number,
  laws: FirstTokenLaws,
  asleep?: number,
): void {
  const { chain } = prefill;
  const { law, durations } = chain;
  const time = law.reduce((sum, p, j) => sum + p * (durations[j] as number), 0);
  const empty = ((law[0] as number) * (durations[0] as number)) / time;
  if (asleep !== undefined)
    addAhead(prefill, Float64Array.of(1), () => 0, 0, weight * asleep, laws);
  const rest = asleep === undefined ? 1 : empty < 1 ? (1 - asleep) / (1 - empty) : 0;
  // Empty rounds are shorter than the others.
  for (const [from, to] of [
    [asleep === undefined ? 0 : 1, 1],
    [1, law.length],
  ] as const)
    for (const [u, node] of THREE_NODES) {
      if (from === to) continue;
      const { ahead, left } = foundIn(prefill, from, to, u);
      const residual = (a: number) => (left[a] as number) / (ahead[a] as number);
      addAhead(prefill, ahead, residual, chain.arrivalRate, (weight * rest * node) / time, laws);
    }
}

/** What an arrival may find ahead at the start of the next iteration, by place. */
interface Found {
  /** P(a prompts ahead), up to a factor, and its product with the seconds until then. */
  readonly ahead: Float64Array;
  readonly left: Float64Array;
}

/** Of arrivals in rounds that start with `from` to before `to` prompts, when a share u is over. */
function foundIn({ chain }: Prefill, from: number, to: number, u: number): Found {
  const size = chain.law.length + 1;
  const [ahead, left] = [new Float64Array(size), new Float64Array(size)];
  const { fits } = chain;
  let known: ReturnType<typeof changes>[] = [];
  for (let j = from; j < to; j++) {
    const points = chain.times[j] as Points;
    // Beyond the most that fit all rounds are alike.
    if (j <= fits.length)
      known = points.map(([seconds]) => {
        const came = poissonLaw(chain.arrivalRate * u * seconds);
        return changes(chain.done(j), came);
      });
    for (let i = 0; i < points.length; i++) {
      const [seconds, p] = points[i] as readonly [number, number];
      const share = (chain.law[j] as number) * seconds * p;
      if (share < 1e-10) continue;
      const { lowest, law } = known[i] as ReturnType<typeof changes>;
      for (let k = 0; k < law.length; k++) {
        const a = Math.max(0, Math.min(size - 1, j + lowest + k));
        const mass = share * (law[k] as number);
        ahead[a] = (ahead[a] as number) + mass;
        left[a] = (left[a] as number) + mass * (1 - u) * seconds;
      }
    }
  }
  return { ahead, left };
}

/** Adds the laws for a request that a slot released at the start of an iteration. */
export function addReleased(prefill: Prefill, laws: FirstTokenLaws): void {
  const { chain } = prefill;
  const size = chain.law.length + 1;
  const came = poissonLaw((chain.perIteration ?? 0) / 2);
  const ahead = new Float64Array(size);
  chain.law.forEach((share, j) => {
    if (share < 1e-9) return;
    const { lowest, law } = changes(chain.done(j), came);
    law.forEach((p, k) => {
      const a = Math.max(0, Math.min(size - 1, j + lowest + k));
      ahead[a] = (ahead[a] as number) + share * p;
    });
  });
  addAhead(prefill, ahead, () => 0, 0, 1, laws, (chain.perIteration ?? 0) / 2);
}

/** Sums over the prompts ahead: singly as far as they may be served, then in groups. */
function addAhead(
  prefill: Prefill,
  ahead: Float64Array,
  residual: (a: number) => number,
  rate: number,
  weight: number,
  laws: FirstTokenLaws,
  together = 0,
): void {
  for (let a = 0; a < ahead.length; ) {
    const step = a <= prefill.chain.most + 2 ? 1 : Math.max(1, a >> 4);
    let [mass, moment, rest] = [0, 0, 0];
    for (const end = Math.min(ahead.length, a + step); a < end; a++) {
      const p = ahead[a] as number;
      if (p < 1e-15) continue;
      mass += p;
      moment += p * a;
      rest += p * residual(a);
    }
    if (mass * weight <= NEGLIGIBLE) continue;
    addBehind(
      prefill,
      moment / mass,
      rest / mass,
      together + (rate * rest) / mass,
      mass * weight,
      laws,
    );
  }
}
