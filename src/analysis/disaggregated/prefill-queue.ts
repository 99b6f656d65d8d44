/**
 * Prompts that wait when a batch ends while all engines work: in each round the queue loses a batch
 * and gains those that arrive. Whether the queue begins with a prompt that did not fit into the last
 * batch is part of the state; so is what the other engines have left, by iterative aggregation: the
 * chain of queues is solved with the law of that by queue, and a step of the whole chain makes a
 * better one.
 *
 * @see docs/model.md#prefill-pool; Y. Takahashi, A lumping method for numerical calculations of
 *   stationary distributions of Markov chains (1975).
 */
import {
  addSteps,
  type BandedChain,
  emptyChain,
  stationaryLaw,
} from '../../queueing/banded-chain.ts';
import type { BegunBatch, BegunBatches } from './begun-batches.ts';
import { workAfter } from './beside.ts';
import type { OtherEngines } from './other-engines.ts';
import { withTail } from './queue-tail.ts';
import { type RoundTable, roundTable } from './round-table.ts';

export interface PrefillQueue {
  /**
   * P(q wait at the end of a batch) by the kind of batch they make; 0, of the first kind, ends the
   * period of all working.
   */
  readonly waiting: readonly Float64Array[];
  /** What the others have left then, by q; that of more is the last. */
  readonly beside: readonly Float64Array[];
  readonly table: RoundTable;
}

/** Numbers of waiting prompts beside which the work of the others is told apart. */
const MOST_TOLD = 14;
/** Steps of aggregation: until the mean queue moves by less than a part of itself. */
const STEPS = 5;
const SETTLED = 0.005;

export function prefillQueue(
  begun: BegunBatches,
  kinds: number,
  arrivalRate: number,
  others: OtherEngines,
  steps = STEPS,
): PrefillQueue {
  const most = begun.list.reduce((max, { prompts }) => Math.max(max, prompts), 0);
  const told = others.work.length === 1 ? 1 : Math.min(MOST_TOLD, most + 10);
  const table = roundTable(begun, others, arrivalRate, told);
  let beside: readonly Float64Array[] = Array.from({ length: told }, () => others.usual);
  let [states, before] = [16, 0];
  for (let step = 1; ; step++) {
    const solved = (count: number) =>
      byKind(stationaryLaw(chainOf(begun, kinds, others, table, beside, count)), kinds, count);
    let waiting = withTail(solved(states), most);
    while (waiting === undefined) {
      states *= 2;
      waiting = withTail(solved(states), most);
    }
    const mean = waiting.reduce((sum, one) => one.reduce((m, p, q) => m + p * q, sum), 0);
    const isSettled = Math.abs(mean - before) < SETTLED * mean;
    if (told === 1 || step >= steps || isSettled) return { waiting, beside, table };
    before = mean;
    const once = workAfter(begun, others, table, { waiting, beside });
    const twice = workAfter(begun, others, table, { waiting, beside: once });
    beside = once.map((law, q) => between(law, twice[q] as Float64Array));
  }
}

/** Of fixed batches, long rounds and short ones follow each other for ever: each counts by half. */
const between = (left: Float64Array, right: Float64Array) =>
  left.map((p, v) => (p + (right[v] as number)) / 2);

function byKind(law: Float64Array, kinds: number, states: number): readonly Float64Array[] {
  return Array.from({ length: kinds }, (_, kind) => {
    const out = new Float64Array(states + 1);
    if (kind === 0) out[0] = law[0] as number;
    for (let q = 1; q <= states; q++) out[q] = law[1 + (q - 1) * kinds + kind] as number;
    return out;
  });
}

function chainOf(
  { list, alone }: BegunBatches,
  width: number,
  others: OtherEngines,
  table: RoundTable,
  beside: readonly Float64Array[],
  states: number,
): BandedChain {
  const most = list.reduce((max, { prompts }) => Math.max(max, prompts), 0);
  const up = Math.min(states, table.up);
  const down = Math.min(most, states);
  const chain = emptyChain(width * states + 1, width * (up + 1), width * (down + 1));
  const place = (kind: number, q: number) => (q === 0 ? 0 : 1 + (q - 1) * width + kind);
  const add = (from: number, first: number, law: Float64Array, share: number) =>
    addArrivals(chain, width, from, { first, law, share });
  const last = beside.length - 1;
  const rows = beside.map((law) => table.arriving(law));
  add(0, 0, mixed(table.arriving(others.reopened(beside[0] as Float64Array)), alone, up), 1);
  for (const one of list) {
    const at = (q: number) =>
      mixed(rows[Math.min(q, last)] as readonly Float64Array[], one.law, up);
    if (one.prompts > states) continue;
    if (one.takesAll) add(place(one.kind, one.prompts), 0, at(one.prompts), one.share);
    else addStopped(one, at, { place, add }, { states, last });
  }
  return chain;
}

/** Steps that leave some behind; from `last` on all are alike. */
function addStopped(
  { kind, prompts, turns }: BegunBatch,
  at: (q: number) => Float64Array,
  chain: {
    readonly place: (kind: number, q: number) => number;
    readonly add: (from: number, first: number, law: Float64Array, share: number) => void;
  },
  { states, last }: { readonly states: number; readonly last: number },
): void {
  for (let q = prompts + 1, end = 0; q <= states && end < states; q++) {
    const come = at(q);
    end = q >= last ? states : q;
    for (let n = q; n <= end; n++)
      turns.forEach((p, to) => {
        if (p > 0) chain.add(chain.place(kind, n), chain.place(to, n - prompts), come, p);
      });
  }
}

/** The law of arrivals over the seconds of a batch. */
function mixed(rows: readonly Float64Array[], law: Float64Array, up: number): Float64Array {
  const out = new Float64Array(up + 1);
  for (let s = 0; s < law.length; s++) {
    const p = law[s] as number;
    if (p < 1e-9) continue;
    const row = rows[s] as Float64Array;
    const end = Math.min(up, row.length - 1);
    for (let a = 0; a <= end; a++) out[a] = (out[a] as number) + p * (row[a] as number);
    for (let a = up + 1; a < row.length; a++)
      out[up] = (out[up] as number) + p * (row[a] as number);
  }
  return out;
}

interface Arriving {
  /** Where it stands if nobody arrives. */
  readonly first: number;
  readonly law: Float64Array;
  readonly share: number;
}

/** Those that arrive make the queue longer, of its kind; behind nobody it is of the first kind. */
function addArrivals(
  chain: BandedChain,
  width: number,
  from: number,
  { first, law, share }: Arriving,
): void {
  if (first > 0) {
    addSteps(chain, from, { first, unit: width, law, share });
  } else {
    addSteps(chain, from, { first: 0, unit: 1, law: law.subarray(0, 1), share });
    addSteps(chain, from, { first: 1, unit: width, law: law.subarray(1), share });
  }
}
