import type { MarkovArrivals } from '../../src/queueing/markov-arrivals.ts';
import type { ModulatedBulkQueue } from '../../src/queueing/modulated-bulk-queue.ts';

/** A change of phase at a rate, with or without an arrival. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly rate: number;
  readonly arrives: boolean;
}

function changesOf(arrivals: MarkovArrivals): Change[] {
  if (arrivals.kind === 'modulated')
    return [0, 1].flatMap((from) => [
      { from, to: from, rate: arrivals.rates[from] ?? 0, arrives: true },
      { from, to: 1 - from, rate: arrivals.leaving[from] ?? 0, arrives: false },
    ]);
  const { stages, stageRate: rate, skip } = arrivals;
  const last = stages - 1;
  return [
    ...Array.from({ length: last }, (_, from) => ({ from, to: from + 1, rate, arrives: false })),
    { from: last, to: 0, rate: rate * (1 - skip), arrives: true },
    { from: last, to: 1, rate: rate * skip, arrives: true },
  ];
}

/** Adds `mass` times a law, moved by so many places. */
function add(into: Float64Array, law: Float64Array, mass: number, moved = 0): void {
  if (mass < 1e-15) return;
  for (let at = 0; moved + at < into.length && at < law.length; at++)
    into[moved + at] = (into[moved + at] ?? 0) + mass * (law[at] ?? 0);
}

/** Cells and phase after one change, as a law of (cells added, phase) for each phase before. */
function steps(changes: readonly Change[], sizes: Float64Array, m: number, clock: number) {
  return Array.from({ length: m }, (_, phase) => {
    const out = new Float64Array(sizes.length * m);
    out[phase] = 1;
    for (const { from, to, rate, arrives } of changes) {
      if (from !== phase) continue;
      out[phase] = (out[phase] ?? 0) - rate / clock;
      const cells = arrives ? sizes : [1];
      cells.forEach((p, s) => {
        out[s * m + to] = (out[s * m + to] ?? 0) + (p * rate) / clock;
      });
    }
    return out;
  });
}

/**
 * Cells and phase at round starts by doing what the queue does, round after round; the arrivals of a
 * round change by change (uniformization). Entry w·m + p. Slow and plain: the reference.
 */
export function modulatedByIteration(
  { arrivals, durations, sizes, sleeps }: ModulatedBulkQueue,
  room: number,
  rounds: number,
): Float64Array {
  const m = arrivals.shares.length;
  const k = durations.length - 1;
  const changes = changesOf(arrivals);
  const clock = 2 * Math.max(...changes.map(({ rate }) => rate)) + 1;
  const step = steps(changes, sizes, m, clock);
  const after = (
    law: Float64Array,
    laws: (w: number, phase: number) => Float64Array,
    k0: number,
  ) => {
    const next = new Float64Array(law.length);
    law.forEach((mass, at) => {
      const w = Math.floor(at / m);
      add(next, laws(w, at % m), mass, Math.max(0, w - k0) * m);
    });
    return next;
  };
  const during = (phase: number, seconds: number) => {
    let law = new Float64Array(room * m);
    law[phase] = 1;
    let weight = Math.exp(-clock * seconds);
    const sum = law.map((x) => x * weight);
    for (let n = 1; n < 60; n++) {
      law = after(law, (_, p) => step[p] as Float64Array, 0);
      weight *= (clock * seconds) / n;
      add(sum, law, weight);
    }
    return sum;
  };
  const added = Array.from(durations, (t, w) =>
    Array.from({ length: m }, (_, p) =>
      w === 0 && sleeps ? waking(changes, sizes, m, p, clock) : during(p, t),
    ),
  );
  let law = new Float64Array(room * m);
  law[0] = 1;
  for (let round = 0; round < rounds; round++)
    law = after(law, (w, p) => added[Math.min(w, k)]?.[p] as Float64Array, k);
  return law;
}

/** One customer, and the phase after it. */
function waking(
  changes: readonly Change[],
  sizes: Float64Array,
  m: number,
  phase: number,
  clock: number,
): Float64Array {
  const out = new Float64Array(sizes.length * m);
  let before = Float64Array.from({ length: m }, (_, p) => (p === phase ? 1 : 0));
  for (let n = 0; n < 2000; n++) {
    const next = before.slice();
    for (const { from, to, rate, arrives } of changes) {
      const mass = ((before[from] ?? 0) * rate) / clock;
      next[from] = (next[from] ?? 0) - mass;
      if (!arrives) next[to] = (next[to] ?? 0) + mass;
      else
        sizes.forEach((p, s) => {
          out[s * m + to] = (out[s * m + to] ?? 0) + p * mass;
        });
    }
    before = next;
  }
  return out;
}
