/** How prompts are served: what may differ between chunked-prefill engines, all else being equal. */
import type { Server } from '../engine/server.ts';
import {
  type Backlog,
  backlog,
  type IterationTokens,
  type TokensAt,
  type WorkLengths,
} from './backlog.ts';
import type { Capacity } from './capacity.ts';
import {
  type Discipline,
  type FirstToken,
  firstToken,
  type SlotTurns,
  typicalChain,
} from './first-token.ts';
import { meanFirstToken } from './mean-wait.ts';
import type { Occupancy } from './occupancy.ts';
import { addRandomArrival, addReleased } from './prefill-wait.ts';
import type { AddSituation } from './prompt-way.ts';

export interface PrefillStage {
  /** The prompt tokens of an iteration. */
  readonly tokensAt: TokensAt;
  /** The same at the typical number of decodes of a state. */
  readonly typicalTokens: (arrivalRate: number, state: Occupancy) => IterationTokens;
  readonly firstToken: (arrivalRate: number, state: Occupancy) => FirstToken;
  /** Absent: a slot goes to who came first. */
  readonly slotTurns?: SlotTurns;
  /** E[TTFT], seconds. */
  readonly meanFirstToken: (arrivalRate: number, state: Occupancy) => number;
}

export type StageOf = (server: Server, work: WorkLengths, limits: Capacity) => PrefillStage;

/** Prompts in order of arrival, each cut to what the budget leaves. */
export const inOrder: StageOf = (server, work, limits) =>
  cutPrompts(server, work, limits, inTurn(server, work));

/** First come first served, or what `addSituation` says of the same backlog. */
export function inTurn(
  server: Server,
  work: WorkLengths,
  addSituation?: AddSituation,
): Discipline<Backlog> {
  return {
    chainAt: (rate, g, options) => backlog(server, work, rate, g, options),
    addArrival: (chain, weight, laws, asleep) =>
      addRandomArrival(server, chain, weight, laws, asleep, addSituation),
    addReleased: (chain, laws) => addReleased(server, chain, laws, addSituation),
    interrupts: false,
  };
}

/** In whatever order prompts are cut to what the budget leaves, the backlog of tokens is the same. */
export function cutPrompts(
  server: Server,
  work: WorkLengths,
  limits: Capacity,
  discipline: Discipline<Backlog>,
): PrefillStage {
  const tokensAt = rememberingLast(server, work);
  return {
    tokensAt,
    typicalTokens: (rate, state) => typicalChain(discipline, rate, state),
    firstToken: (rate, state) => firstToken(server, work, limits, rate, state, discipline),
    meanFirstToken: (rate, state) =>
      meanFirstToken(server, limits, state, tokensAt(rate, state.balance.decodes)),
  };
}

/** The mean wait asks again for the backlog that the occupancy asked for last. */
function rememberingLast(server: Server, work: WorkLengths): TokensAt<Backlog> {
  let last: { readonly key: string; readonly chain: Backlog | undefined } | undefined;
  return (rate, g, cells) => {
    const key = `${rate} ${g} ${cells}`;
    if (last?.key === key) return last.chain;
    const chain = backlog(server, work, rate, g, cells === undefined ? {} : { cells });
    last = { key, chain };
    return chain;
  };
}
