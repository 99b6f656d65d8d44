/**
 * Rounds by the seconds of the batch that opens them and by what the other engines have left, and
 * how many prompts arrive in them.
 *
 * @see docs/model.md#prefill-pool
 */
import type { BegunBatches } from './begun-batches.ts';
import type { OtherEngines, Round } from './other-engines.ts';

export type RoundsBy = readonly (readonly (readonly Round[])[])[];

/** Visits each round of batches that begin so often, by their seconds and the work of the others. */
export function forEachRound(
  rounds: RoundsBy,
  begun: readonly Float64Array[],
  visit: (round: Round, share: number) => void,
): void {
  rounds.forEach((byWork, s) => {
    const row = begun[s] as Float64Array;
    byWork.forEach((list, v) => {
      const mass = row[v] as number;
      if (mass < 1e-13) return;
      for (const round of list) visit(round, mass * round.share);
    });
  });
}

export interface RoundTable {
  readonly arrivalRate: number;
  /** By seconds of the batch, then by work of the others. */
  readonly rounds: RoundsBy;
  /** Their mean seconds. */
  readonly means: readonly Float64Array[];
  /** More never arrive, or it makes no difference. */
  readonly up: number;
  /** P(a arrive in a round), for a below the numbers told apart; empty for one engine. */
  readonly coming: readonly (readonly (readonly Float64Array[])[])[];
  /** P(a arrive) by seconds of the batch, for a law of what the others have left. */
  readonly arriving: (beside: Float64Array) => readonly Float64Array[];
}

export function roundTable(
  { seconds, alone, endless }: BegunBatches,
  others: OtherEngines,
  arrivalRate: number,
  told: number,
): RoundTable {
  const rounds = seconds.map(others.rounds);
  let longest = 0;
  seconds.forEach((x, s) => {
    if ((alone[s] as number) > 1e-3 || (endless[s] as number) > 1e-3) longest = x;
  });
  const up = mostOf(arrivalRate * longest);
  const laws = rounds.map((byWork) => byWork.map((list) => arrivalsIn(list, arrivalRate, up)));
  return {
    ...{ arrivalRate, rounds, up },
    coming:
      told === 1
        ? []
        : rounds.map((byWork) =>
            byWork.map((list) =>
              list.map(({ seconds }) => poissonBelow(arrivalRate * seconds, told - 1)),
            ),
          ),
    means: rounds.map((byWork) =>
      Float64Array.from(byWork, (list) => list.reduce((sum, r) => sum + r.share * r.seconds, 0)),
    ),
    arriving: (beside) => laws.map((byWork) => overWork(byWork, beside)),
  };
}

function overWork(byWork: readonly Float64Array[], beside: Float64Array): Float64Array {
  const first = byWork[0] as Float64Array;
  if (byWork.length === 1) return first;
  const out = new Float64Array(first.length);
  for (let v = 0; v < byWork.length; v++) {
    const p = beside[v] as number;
    if (p < 1e-9) continue;
    const law = byWork[v] as Float64Array;
    for (let a = 0; a < law.length; a++) out[a] = (out[a] as number) + p * (law[a] as number);
  }
  return out;
}

const mostOf = (expected: number) => Math.ceil(expected + 4.5 * Math.sqrt(expected) + 4);

/** P(a arrivals) in a round, a ≤ most; the rest of the mass stands at the end. */
function arrivalsIn(rounds: readonly Round[], rate: number, most: number): Float64Array {
  const law = new Float64Array(most + 1);
  let left = 1;
  for (const { seconds, share } of rounds) {
    const expected = rate * seconds;
    let p = share * Math.exp(-expected);
    for (let a = 0; a < most && (p > 1e-12 || a < expected); a++) {
      law[a] = (law[a] as number) + p;
      left -= p;
      p *= expected / (a + 1);
    }
  }
  law[most] = (law[most] as number) + Math.max(0, left);
  return law;
}

/** P(n) of a Poisson number, n < most. */
function poissonBelow(mean: number, most: number): Float64Array {
  const law = new Float64Array(most);
  let p = Math.exp(-mean);
  for (let n = 0; n < most; n++) {
    law[n] = p;
    p *= mean / (n + 1);
  }
  return law;
}
