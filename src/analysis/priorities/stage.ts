/**
 * Chunked prefill that serves waiting prompts by priority: lower numbers first, then in order of
 * arrival; a prompt that has begun is not put back. A slot goes to the first of those that wait.
 *
 * @see docs/model.md#priorities
 */
import type { Histogram } from '../../numerics/histogram.ts';
import type { WholeClass } from '../../scenario/request-classes.ts';
import type { Backlog } from '../chunked-prefill/backlog.ts';
import { type Discipline, type FirstToken, firstToken } from '../chunked-prefill/first-token.ts';
import type { Occupancy } from '../chunked-prefill/occupancy.ts';
import { cutPrompts, inTurn, type StageOf } from '../chunked-prefill/stage.ts';
import { addLevelArrivals } from './arrivals.ts';
import { levelBacklog, wholeBacklog } from './level-backlog.ts';
import { levelsOf } from './levels.ts';
import { slotTurns } from './slot-turns.ts';

export const byPriority =
  (classes: readonly WholeClass[]): StageOf =>
  (server, work, limits) => {
    const levels = levelsOf(classes, server.workload, work.of);
    const turns = slotTurns(server, limits, levels);
    const discipline: Discipline<Backlog> = {
      ...inTurn(server, work),
      addArrival: (chain, weight, laws, asleep) =>
        levels.forEach((level, place) => {
          const isLast = place === levels.length - 1;
          const backlog = isLast ? wholeBacklog(chain) : levelBacklog(chain, level);
          addLevelArrivals(server, chain, { level, backlog }, weight, laws, asleep);
        }),
      slotTurns: turns,
      waitsDiffer: true,
    };
    const stage = cutPrompts(server, work, limits, discipline);
    const first = (rate: number, state: Occupancy, of = discipline) =>
      firstToken(server, work, limits, rate, state, of);
    return {
      ...stage,
      slotTurns: turns,
      firstToken: (rate, state) => {
        const found = first(rate, state);
        const inOrder = first(rate, state, inTurn(server, work));
        return { ...found, clumps: clumpsOf(found, inOrder, 1 - state.blocked) };
      },
      // The mean over classes depends on which of them waits.
      meanFirstToken: (rate, state) => first(rate, state).ttft.mean,
    };
  };

/** Shares of the mean clump beyond which the estimate is no longer one. */
const LARGEST_CLUMP = 3;

/**
 * What stands behind a prompt when it is done: the backlog it found and itself, less what the engine
 * has worked off beyond what came since. In units of what first come first served leaves, with the
 * TTFT F_c there, A_c here, and the load ρ of the prefill: (F_c − (1 − ρ)A_c)/(ρ E[F]).
 */
function clumpsOf(
  found: FirstToken<Backlog>,
  inOrder: FirstToken<Backlog>,
  unblocked: number,
): readonly number[] {
  const { load } = inOrder.chain;
  return found.ttfts.map((law, place) => {
    const ofOrder = (inOrder.ttfts[place] as Histogram).mean;
    const left = (ofOrder - (1 - load) * law.mean) / (load * inOrder.ttft.mean);
    return 1 + unblocked * (Math.min(LARGEST_CLUMP, Math.max(0, left)) - 1);
  });
}
