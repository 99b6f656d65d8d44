/**
 * TTFT, t_qp and t_qc where prompts pass each other: the way of first come first served, with the
 * part of the work found that goes first, and the work that comes later and passes.
 *
 * @see docs/model.md#chunk-order
 */
import type { DiscreteLaw } from '../../numerics/discrete-law.ts';
import type { Histogram } from '../../numerics/histogram.ts';
import { gammaPoints } from '../../numerics/special.ts';
import { byCells } from '../../queueing/cell-law.ts';
import type { FirstTokenLaws } from '../chunked-prefill/first-token-laws.ts';
import { type AddSituation, type Path, pathOf, timeOf } from '../chunked-prefill/prompt-way.ts';
import type { Turn, TurnsAt } from './turns.ts';

const SLICES = [0.35, 0.65, 0.85, 0.95, 0.99];
const NEGLIGIBLE = 1e-7;

export function passingEachOther(turnsAt: TurnsAt): AddSituation {
  const known = new WeakMap<object, ReturnType<TurnsAt>>();
  return (server, chain, ahead, situation, laws) => {
    const turnOf = known.get(chain) ?? turnsAt(server, chain);
    known.set(chain, turnOf);
    const path = pathOf(server, chain, situation);
    server.workload.classes.forEach((kind, place) => {
      const own = kind.medium;
      const turns = Array.from(own.values, turnOf);
      const to = { ...laws, ttft: laws.ttfts[place] as Histogram };
      byCells(ahead, chain.cells, situation.weight * kind.weight, (cells, weight) =>
        addOwn(path, own, turns, cells * chain.cell, weight, to),
      );
    });
  };
}

/** Of prompts that pass all the work that is there. */
const LETS_NOBODY_PASS: Turn = {
  ...{ keep: 1, first: 0, drift: 0, steady: 0, growth: 1, returns: 0, passing: 0 },
  ...{ spreadPerToken: 0, spread: 0, gaps: 1 },
};

interface Laws extends FirstTokenLaws {
  readonly ttft: Histogram;
}

function addOwn(
  path: Path,
  own: DiscreteLaw,
  turns: readonly Turn[],
  ahead: number,
  weight: number,
  laws: Laws,
): void {
  for (let i = 0; i < turns.length; i++) {
    const turn = turns[i] as Turn;
    const share = weight * (own.weights[i] as number);
    const x = own.values[i] as number;
    if (ahead <= 0 || turn.keep >= 1) addWay(path, x, turn, ahead, share, laws);
    else {
      addWay(path, x, turn, ahead, share * turn.keep, laws);
      addWay(path, x, LETS_NOBODY_PASS, ahead, share * (1 - turn.keep), laws, turn);
    }
  }
}

/** Behind `ahead` tokens of work found, of which the turn tells how many count. */
function addWay(
  path: Path,
  x: number,
  turn: Turn,
  ahead: number,
  weight: number,
  laws: Laws,
  later: Turn = turn,
): void {
  if (weight < NEGLIGIBLE) return;
  const { budget, residual, full } = path;
  const before = turn.first * ahead;
  const waits = Math.floor(before / budget + 1e-9);
  const grown = waits * (turn.growth - 1);
  laws.prefillWait.add(residual + (waits + grown) * full, weight);
  // Only a prompt of several chunks is passed again, by those that it found or that come later.
  const several = before + x > budget * (waits + 1);
  const between = several && ahead > 0 ? turn.steady + turn.drift * ahead : 0;
  const base = before + between + x;
  const iterations = Math.max(waits, Math.ceil(base / budget - 1e-9) - 1);
  const passing = several ? later.passing / budget : 0;
  const variance = waits * budget * turn.spreadPerToken + (several ? later.spread : 0);
  const tokens = Math.min(budget, Math.max(1, base - iterations * budget));
  const until = residual + iterations * full;
  const end =
    until +
    attentionOf(path, x) +
    timeOf(path, joined(path, tokens, ahead - before - between, until));
  // Iterations between the first and the last chunk in which an own one is computed.
  const own = Math.min(iterations - waits, Math.ceil(later.returns));
  for (const [extra, part] of extraPoints(grown + passing, variance / budget ** 2)) {
    laws.ttft.add(end + extra * full, weight * part);
    const idle = iterations - waits - own + Math.max(0, extra - grown);
    laws.chunkWait?.add(several ? Math.max(0, idle) * later.gaps * full : 0, weight * part);
  }
}

/** Seconds of the own attention beyond that of average tokens. */
function attentionOf({ prompts, perPair }: Path, x: number): number {
  return perPair * (prompts.pairs(x) - prompts.pairsPerToken * x);
}

/** Tokens of the last iteration, with those found that the own prompt passes and later ones. */
function joined(
  { after, prompts, budget }: Path,
  own: number,
  passed: number,
  seconds: number,
): number {
  const tokens = Math.min(budget, own + Math.max(0, passed));
  const room = budget - tokens;
  return room < 1
    ? tokens
    : tokens + Math.min(room, after.mean(seconds) * prompts.meanWithin(room));
}

function extraPoints(mean: number, variance: number): readonly (readonly [number, number])[] {
  if (!(mean > 1e-6)) return [[0, 1]];
  const scv = Math.min(8, variance / mean ** 2);
  if (scv < 0.01) return [[mean, 1]];
  return gammaPoints(scv, SLICES).map(([x, p]) => [x * mean, p] as const);
}
