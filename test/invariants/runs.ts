/** Runs of a variant, made once for all that is said of them. */
import { type Case, caseOf, type Variant } from './cases.ts';
import { type Ledger, ledgerOf } from './ledger.ts';

const SEEDS = 14;
const known = new Map<string, readonly (readonly [Ledger, Case])[]>();

/** Checks a property on the runs of a variant; names the one that breaks it. */
export function everyRun(variant: Variant, property: (ledger: Ledger, one: Case) => void): void {
  const runs =
    known.get(variant.name) ??
    Array.from({ length: SEEDS }, (_, seed) => {
      const one = caseOf(variant, seed);
      return [ledgerOf(one), one] as const;
    });
  known.set(variant.name, runs);
  for (const [ledger, one] of runs) {
    try {
      property(ledger, one);
    } catch (cause) {
      throw new Error(`seed ${one.seed}: ${JSON.stringify(one.scenario.engine)}`, { cause });
    }
  }
}

/** A cheap expectation, for what is said of every iteration. */
export function must(holds: boolean, otherwise: () => string): void {
  if (!holds) throw new Error(otherwise());
}
