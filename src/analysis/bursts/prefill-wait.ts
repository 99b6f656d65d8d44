/**
 * Time to first token and wait before the first chunk of arrivals with a hidden phase, as in
 * chunked-prefill/prefill-wait.ts. Exact for frozen g: arrivals are seen where and in the phase in
 * which they come, not by time.
 *
 * @see docs/model.md#bursts
 */
import { pointsFor } from '../../queueing/bulk-excess.ts';
import { type CellLaw, withoutTail } from '../../queueing/cell-law.ts';
import { countsAfter } from '../../queueing/counts-after.ts';
import { BEYOND, withTail } from '../../queueing/geometric-tail.ts';
import { type ModulatedElapsed, modulatedAhead } from '../../queueing/modulated-ahead.ts';
import {
  type ModulatedCircle,
  modulatedCircle,
  modulatedExcess,
} from '../../queueing/modulated-bulk-excess.ts';
import { clearDamping, tailDecay } from '../../queueing/modulated-tail.ts';
import type { FirstTokenLaws } from '../chunked-prefill/first-token-laws.ts';
import { elapsedNodes } from '../chunked-prefill/prefill-wait.ts';
import { addSituation } from '../chunked-prefill/prompt-way.ts';
import type { Server } from '../engine/server.ts';
import type { ModulatedBacklog } from './backlog.ts';

/** Arrivals that count alike, and where their laws go. */
export interface ArrivalGroup {
  /** Rate of arrivals that count, by phase. */
  readonly rates: readonly number[];
  readonly laws: FirstTokenLaws;
}

interface Situation extends ModulatedElapsed {
  readonly residual: number;
  readonly weight: number;
  readonly group: ArrivalGroup;
}

/**
 * Adds the laws of each group; its rates are those of its requests per second of all time.
 *
 * @param asleep share of the arrivals that find the engine asleep, in place of the chain's own.
 */
export function addModulatedArrivals(
  server: Server,
  chain: ModulatedBacklog,
  groups: readonly ArrivalGroup[],
  asleep?: number,
): void {
  const { queue, all, boundary } = chain;
  const { arrivals, sizes } = queue;
  const k = all.cells;
  const short = modulatedCircle(arrivals, sizes, pointsFor(sizes.length + 8, 3 * k));
  const rounds = quietRounds(chain);
  const scale = sleepScale(chain, rounds, groups, asleep);
  const scaled = (situation: Situation) => ({
    ...situation,
    weight: situation.weight * (situation.residual > 0 ? scale.awake : scale.asleep),
  });
  const quiet = rounds.flatMap((round) => situations(chain, round, groups).map(scaled));
  addByPairs(server, chain, short, quiet);
  if (all.full < 1e-7) return;
  const decay = tailDecay(queue);
  const points = pointsFor(BEYOND * (sizes.length + 3 * k));
  const long = modulatedCircle(arrivals, sizes, points, clearDamping(queue, points));
  const behind = modulatedExcess(queue, boundary, long);
  const seconds = all.times[k] as number;
  const full = { seconds, share: all.full, start: boundary, behind, full: true };
  const busy = situations(chain, full, groups).map(scaled);
  addByPairs(server, chain, long, busy, (law) => withTail(law, decay));
}

/** Factors on the weights of arrivals that find the engine asleep, and of the others. */
function sleepScale(
  { all, queue }: ModulatedBacklog,
  rounds: readonly Round[],
  groups: readonly ArrivalGroup[],
  wanted: number | undefined,
): { readonly asleep: number; readonly awake: number } {
  const start = rounds.find((round) => round.asleep)?.start;
  if (wanted === undefined || start === undefined) return { asleep: 1, awake: 1 };
  const { rates, shares } = queue.arrivals;
  const seconds = sleepers(rates, start, queue);
  let [own, total] = [0, 0];
  for (const group of groups)
    shares.forEach((share, p) => {
      const rate = group.rates[p] as number;
      own += ((seconds[p] as number) * rate) / all.meanDuration;
      total += share * rate;
    });
  const found = Math.min(1, own / total);
  if (found <= 0 || found >= 1) return { asleep: 1, awake: 1 };
  return { asleep: wanted / found, awake: (1 - wanted) / (1 - found) };
}

interface Round {
  readonly seconds: number;
  /** P(such a round), over rounds. */
  readonly share: number;
  readonly start: Float64Array;
  readonly behind?: Float64Array;
  readonly full: boolean;
  readonly asleep?: boolean;
}

/** Rounds without prompts, and three groups of those that are not full. */
function quietRounds({ queue, boundary, all }: ModulatedBacklog): Round[] {
  const m = queue.arrivals.shares.length;
  const { cells: k, times } = all;
  const start = (from: number, to: number, weight: (w: number) => number) => {
    const out = new Float64Array(m);
    for (let w = from; w < to; w++)
      for (let p = 0; p < m; p++)
        out[p] = (out[p] as number) + weight(w) * (boundary[w * m + p] as number);
    return out;
  };
  const asleep = queue.sleeps;
  const empty = start(0, 1, () => 1);
  const share = (vector: Float64Array) => vector.reduce((sum, x) => sum + x, 0);
  const out: Round[] = [
    { seconds: times[0] as number, share: share(empty), start: empty, full: false, asleep },
  ];
  const groups = Math.min(3, k - 1);
  for (let group = 0; group < groups; group++) {
    const from = Math.round(1 + (group * (k - 1)) / groups);
    const to = Math.round(1 + ((group + 1) * (k - 1)) / groups);
    const time = share(start(from, to, (w) => times[w] as number));
    const square = share(start(from, to, (w) => (times[w] as number) ** 2));
    if (!(time > 0)) continue;
    const seconds = square / time;
    const phases = start(from, to, (w) => (times[w] as number) / seconds);
    out.push({ seconds, share: share(phases), start: phases, full: false });
  }
  return out.filter((round) => round.share > 1e-7);
}

/** A round by elapsed time and group. Asleep there is no elapsed time: arrivals end the round. */
function situations(
  { all, queue }: ModulatedBacklog,
  { seconds, share, full, asleep = false, ...phases }: Round,
  groups: readonly ArrivalGroup[],
): Situation[] {
  const { start } = phases;
  if (asleep)
    return groups.map((group) => ({
      start: sleepers(queue.arrivals.rates, start, queue),
      seconds: 0,
      rates: group.rates,
      residual: 0,
      weight: 1 / all.meanDuration,
      group,
    }));
  const part = (share * seconds) / all.meanDuration;
  return elapsedNodes(seconds, part, full).flatMap(([u, node]) =>
    groups.map((group) => ({
      ...phases,
      seconds: u * seconds,
      rates: group.rates,
      residual: (1 - u) * seconds,
      weight: (node * seconds) / all.meanDuration,
      group,
    })),
  );
}

/** Seconds asleep in each phase until an arrival ends it, by phase at its beginning. */
function sleepers(
  rates: readonly number[],
  start: Float64Array,
  { arrivals }: ModulatedBacklog['queue'],
): Float64Array {
  if (arrivals.kind === 'regular') {
    // Stages are passed one after the other, each once.
    let passed = 0;
    return start.map((x) => {
      passed += x;
      return passed / arrivals.stageRate;
    });
  }
  const [out1, out2] = arrivals.leaving;
  const [one, two] = rates as readonly [number, number];
  const [x, y] = start as unknown as readonly [number, number];
  const norm = (one + out1) * (two + out2) - out1 * out2;
  return Float64Array.of(
    (x * (two + out2) + y * out2) / norm,
    (x * out1 + y * (one + out1)) / norm,
  );
}

/** Two situations share one transform. */
function addByPairs(
  server: Server,
  chain: ModulatedBacklog,
  on: ModulatedCircle,
  list: readonly Situation[],
  whole: (law: Float64Array) => CellLaw = withoutTail,
): void {
  for (let i = 0; i < list.length; i += 2) {
    const first = list[i] as Situation;
    const second = list[i + 1];
    const [one, two] = modulatedAhead(on, first, second ?? first);
    addOne(server, chain, whole(one), first);
    if (second !== undefined) addOne(server, chain, whole(two), second);
  }
}

function addOne(
  server: Server,
  { all, queue }: ModulatedBacklog,
  ahead: CellLaw,
  { residual, weight, group }: Situation,
): void {
  const after = countsAfter(queue.arrivals, group.rates);
  addSituation(server, all, ahead, { residual, weight, after }, group.laws);
}
