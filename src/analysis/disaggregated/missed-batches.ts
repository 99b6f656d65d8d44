/**
 * The batches that take prompts left behind by one before.
 *
 * @see docs/model.md#prefill-pool
 */
import type { Batches } from './batches.ts';
import { merged, type Points } from './points.ts';
import { poisson } from './poisson.ts';
import { bySeconds, type PrefillPool } from './prefill-pool.ts';

const ROUNDS = 8;
const KEPT = 32;

/** Their seconds, weighted with how many prompts they have that were left behind. */
export function missedBatches({ stopped, arrivalRate, batches, leftBehind }: PrefillPool): Points {
  const came = arrivalsOver(bySeconds(stopped, ROUNDS), arrivalRate, batches.most + 1);
  const out = batches.kinds.flatMap((one, kind) =>
    taking(one, leftBehind[kind] as Float64Array, came),
  );
  const sum = out.reduce((mass, [, p]) => mass + p, 0);
  return merged(out, KEPT).map(([x, p]) => [x, p / sum] as const);
}

interface Came {
  readonly law: Float64Array;
  readonly above: Float64Array;
}

/** Arrivals of a round, whichever. */
function arrivalsOver(rounds: Points, arrivalRate: number, most: number): Came {
  const total = rounds.reduce((sum, [, p]) => sum + p, 0);
  const [law, above] = [new Float64Array(most + 1), new Float64Array(most + 1)];
  for (const [seconds, share] of rounds) {
    const came = poisson(arrivalRate * seconds, most);
    for (let n = 0; n <= most; n++) {
      law[n] = (law[n] as number) + (share / total) * (came.law[n] as number);
      above[n] = (above[n] as number) + (share / total) * (came.above[n] as number);
    }
  }
  return { law, above };
}

function taking(
  { fits, stops, all, stopped }: Batches,
  behind: Float64Array,
  { law, above }: Came,
): [number, number][] {
  const out: [number, number][] = [];
  for (let j = 1; j < fits.length; j++) {
    let [whole, cut] = [0, 0];
    for (let left = 1; left <= Math.min(j, behind.length - 1); left++) {
      const p = (behind[left] as number) * left;
      whole += p * (law[j - left] as number);
      cut += p * (above[j - left] as number);
    }
    for (let left = j + 1; left < behind.length; left++) cut += (behind[left] as number) * j;
    for (const [x, p] of all[j] as Points) out.push([x, whole * (fits[j] as number) * p]);
    for (const [x, p] of stopped[j] as Points) out.push([x, cut * (stops[j] as number) * p]);
  }
  return out;
}
