/**
 * What an arrival of one level finds: the running iteration, and the work that goes before it once
 * that ends.
 *
 * @see docs/model.md#priorities
 */
import {
  aheadLaws,
  type Circle,
  circle,
  type Elapsed,
  excessDecay,
  excessSpectrum,
  pointsFor,
  spectrumOn,
} from '../../queueing/bulk-excess.ts';
import { withoutTail } from '../../queueing/cell-law.ts';
import { BEYOND, withTail } from '../../queueing/geometric-tail.ts';
import { latticeLaw } from '../../queueing/lattice.ts';
import type { Backlog } from '../chunked-prefill/backlog.ts';
import type { FirstTokenLaws } from '../chunked-prefill/first-token-laws.ts';
import { elapsedNodes } from '../chunked-prefill/prefill-wait.ts';
import type { Server } from '../engine/server.ts';
import type { LevelBacklog } from './level-backlog.ts';
import type { Level } from './levels.ts';
import { addLevelWays, passing } from './way.ts';

interface Found {
  readonly level: Level;
  readonly backlog: LevelBacklog;
}

/** Adds the laws of the level, times `weight`, for arrivals at random times. */
export function addLevelArrivals(
  server: Server,
  chain: Backlog,
  { level, backlog }: Found,
  weight: number,
  laws: FirstTokenLaws,
  asleep?: number,
): void {
  const on = circleOf(chain, backlog);
  const passed = passing(chain, level);
  const earlier =
    level.before.share > 0
      ? spectrumOn(on, latticeLaw(level.before.law, chain.cell / backlog.stretch))
      : undefined;
  const situations = rounds(chain, backlog, on, asleep).flatMap((round) =>
    elapsedNodes(round.seconds, round.share * weight, round.full).map(([u, node]) => {
      const residual = (1 - u) * round.seconds;
      const meanwhile = level.before.share * backlog.arrivalRate * residual;
      return {
        ...{ round, residual, weight: weight * round.share * node },
        arrivals: level.upTo.share * backlog.arrivalRate * round.seconds * u,
        ...withPoisson(round.behind, earlier, meanwhile),
      };
    }),
  );
  const add = (law: Float64Array, { round, residual, weight: share }: Situation) => {
    const ahead = round.decay === undefined ? withoutTail(law) : withTail(law, round.decay);
    const situation = { residual, weight: share, filled: round.full ? backlog.filled : 0 };
    addLevelWays(server, chain, level, passed, ahead, situation, laws);
  };
  // Two situations share one transform.
  for (let i = 0; i < situations.length; i += 2) {
    const first = situations[i] as Situation;
    const second = situations[i + 1] ?? first;
    const [one, two] = aheadLaws(on, first, second);
    add(one, first);
    if (second !== first) add(two, second);
  }
}

/** What an arrival may find: a round, the rest of it, and what stands behind it once it ends. */
interface Situation extends Elapsed {
  readonly round: Round;
  readonly residual: number;
  readonly weight: number;
}

/** Long enough for a prompt begun by a later level, and to see the tail of what full iterations leave. */
function circleOf({ cells: k }: Backlog, { queue, rests }: LevelBacklog): Circle {
  const rest = rests.reduce((most, law) => Math.max(most, law.length), 0);
  return circle(queue.sizes, pointsFor(BEYOND * (queue.sizes.length + rest + 3 * k)));
}

interface Round {
  readonly seconds: number;
  /** P(an arrival falls into such a round). */
  readonly share: number;
  /** Later prompts, or work that goes before it, leave it no room. */
  readonly full: boolean;
  /** The generating function of what it leaves, of mass 1; absent: nothing. */
  readonly behind?: Float64Array;
  /** How the law of that falls in the end; absent: it ends. */
  readonly decay?: number;
}

/** Rounds without this work, three groups of those with some, filled ones and full ones. */
function rounds(
  chain: Backlog,
  backlog: LevelBacklog,
  on: Circle,
  asleep: number | undefined,
): readonly Round[] {
  const { cells: k, durations } = chain;
  const { partial, full, seconds, rests } = backlog;
  const whole = durations[k] as number;
  const filled = partial.map((p) => p * backlog.filled);
  const ofOthers = filled.reduce((sum, p) => sum + p, 0);
  const open = partial.map((p, w) => (p - (filled[w] as number)) * (seconds[w] as number));
  const total = open.reduce((sum, p) => sum + p, 0) + (ofOthers + full) * whole;
  const idle = (open[0] as number) / total;
  const rest = asleep === undefined ? 1 : idle < 1 ? (1 - asleep) / (1 - idle) : 0;
  const first = {
    seconds: chain.queue.sleeps ? 0 : (seconds[0] as number),
    share: asleep ?? idle,
    full: false,
  };
  const groups = Math.min(3, k - 1);
  const some = Array.from({ length: groups }, (_, group): Round => {
    const from = Math.round(1 + (group * (k - 1)) / groups);
    const to = Math.round(1 + ((group + 1) * (k - 1)) / groups);
    let [share, time] = [0, 0];
    for (let w = from; w < to; w++) {
      share += open[w] as number;
      time += (open[w] as number) * (seconds[w] as number);
    }
    return { seconds: share > 0 ? time / share : 0, share: (rest * share) / total, full: false };
  });
  const ofLater: Round[] =
    ofOthers > 1e-9
      ? [
          {
            seconds: whole,
            share: (rest * ofOthers * whole) / total,
            full: true,
            behind: spectrumOn(on, averageRest(filled, rests, ofOthers)),
          },
        ]
      : [];
  const ofThis: Round[] =
    full > 1e-9
      ? [
          {
            seconds: whole,
            share: (rest * full * whole) / total,
            full: true,
            behind: excessSpectrum(backlog.queue, partial, on).map((value) => value / full),
            decay: excessDecay(backlog.queue),
          },
        ]
      : [];
  return [first, ...some, ...ofLater, ...ofThis].filter(({ share }) => share > 1e-7);
}

function averageRest(
  shares: Float64Array,
  rests: readonly Float64Array[],
  total: number,
): Float64Array {
  const out = new Float64Array((rests[0] as Float64Array).length);
  shares.forEach((share, w) => {
    (rests[w] as Float64Array).forEach((p, i) => {
      out[i] = (out[i] as number) + (share * p) / total;
    });
  });
  return out;
}

/** Times exp(μ(L − 1)): requests of earlier levels that come in the rest of the iteration. */
function withPoisson(
  behind: Float64Array | undefined,
  sizes: Float64Array | undefined,
  mean: number,
): { readonly behind?: Float64Array } {
  if (sizes === undefined || mean === 0) return behind === undefined ? {} : { behind };
  const out = new Float64Array(sizes.length);
  for (let j = 0; j < out.length; j += 2) {
    const size = Math.exp(mean * ((sizes[j] as number) - 1));
    const phase = mean * (sizes[j + 1] as number);
    const [re, im] = [size * Math.cos(phase), size * Math.sin(phase)];
    const [br, bi] = behind === undefined ? [1, 0] : [behind[j] as number, behind[j + 1] as number];
    out[j] = re * br - im * bi;
    out[j + 1] = re * bi + im * br;
  }
  return { behind: out };
}
