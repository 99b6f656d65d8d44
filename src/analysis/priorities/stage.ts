/**
 * Chunked prefill that serves waiting prompts by priority: lower numbers first, then in order of
 * arrival; a prompt that has begun is not put back. A slot goes to the first of those that wait.
 *
 * @see docs/model.md#priorities
 */
import type { WholeClass } from '../../scenario/request-classes.ts';
import type { Backlog } from '../chunked-prefill/backlog.ts';
import { type Discipline, firstToken } from '../chunked-prefill/first-token.ts';
import { cutPrompts, inTurn, type StageOf } from '../chunked-prefill/stage.ts';
import { addLevelArrivals } from './arrivals.ts';
import { levelBacklog, wholeBacklog } from './level-backlog.ts';
import { levelsOf } from './levels.ts';
import { slotTurns } from './slot-turns.ts';

export const byPriority =
  (classes: readonly WholeClass[]): StageOf =>
  (server, work, limits) => {
    const levels = levelsOf(classes, server.workload, work.of);
    const discipline: Discipline<Backlog> = {
      ...inTurn(server, work),
      addArrival: (chain, weight, laws, asleep) =>
        levels.forEach((level, place) => {
          const isLast = place === levels.length - 1;
          const backlog = isLast ? wholeBacklog(chain) : levelBacklog(chain, level);
          addLevelArrivals(server, chain, { level, backlog }, weight, laws, asleep);
        }),
      slotTurns: slotTurns(server, limits, levels),
      waitsDiffer: true,
    };
    const stage = cutPrompts(server, work, limits, discipline);
    return {
      ...stage,
      // The mean over classes depends on which of them waits.
      meanFirstToken: (rate, state) =>
        firstToken(server, work, limits, rate, state, discipline).ttft.mean,
    };
  };
