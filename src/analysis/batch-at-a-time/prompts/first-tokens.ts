/**
 * From the begin of a batch to the first token of a member with i others before it and r behind:
 * the sub-batches before its own, its own, and those after it, which its second token waits for.
 */
import type { Server } from '../../engine/server.ts';
import type { Later } from './later-prompts.ts';
import type { Open, OpenGroup } from './open-sub-batch.ts';
import type { Packing } from './packing.ts';

export interface FirstToken {
  readonly weight: number;
  /** Seconds from the begin of the batch to that of the own sub-batch, and of that. */
  readonly before: number;
  readonly own: number;
  /** Variance of both together. */
  readonly variance: number;
  /** Seconds of the sub-batches after it, on average, and the probability that there is none. */
  readonly rest: number;
  readonly none: number;
  /** E of the square of the rest. */
  readonly restSquare: number;
}

export interface Prompt {
  readonly tokens: number;
  readonly weight: number;
  /** Seconds of it alone, and what its attention adds to that of average tokens. */
  readonly alone: number;
  readonly extra: number;
}

/** The own prompt on few points. */
export function ownPrompts(server: Server, pack: Packing, points: 'fine' | 'short'): Prompt[] {
  const { prompts } = server.workload;
  const { values, weights } = prompts[points];
  return Array.from(values, (tokens, i) => {
    const alone = server.time(tokens, prompts.pairs(tokens), 0, 0);
    const extra = tokens > server.tokenBudget ? 0 : alone - pack.time(tokens);
    return { tokens, weight: weights[i] as number, alone, extra };
  });
}

/** All points of one place, then fewer, in the order of time. */
export function firstTokens(
  server: Server,
  pack: Packing,
  own: readonly Prompt[],
  { groups }: Open,
  later: Later,
): FirstToken[] {
  const all = groups.flatMap((group) =>
    own.map((prompt) => oneCase(server, pack, prompt, group, later)),
  );
  return merged(all.sort((a, b) => a.before + a.own - (b.before + b.own)));
}

function oneCase(
  { tokenBudget }: Server,
  { cell, cells }: Packing,
  prompt: Prompt,
  group: OpenGroup,
  later: Later,
): FirstToken {
  const { tokens, alone, extra } = prompt;
  const joins = group.tokens + tokens <= tokenBudget * (1 + 1e-9);
  const start = joins ? group.tokens + tokens : tokens;
  const isAlone = tokens > tokenBudget;
  const at = isAlone ? cells + 1 : Math.min(cells, start / cell);
  const mean =
    isAlone || (later.behind === 0 && start === tokens) ? alone : read(later.own, at) + extra;
  return {
    weight: prompt.weight * group.weight,
    before: joins ? group.closed : group.closed + group.seconds,
    own: mean,
    variance: group.closedVariance + (isAlone ? 0 : read(later.ownVariance, at)),
    rest: read(later.rest, at),
    none: read(later.none, at),
    restSquare: read(later.restSquare, at),
  };
}

/** Between cells. */
function read(values: Float64Array, at: number): number {
  const low = Math.floor(at);
  const below = values[low] as number;
  return at === low ? below : below + (at - low) * ((values[low + 1] as number) - below);
}

const SLICES = 8;

function merged(points: readonly FirstToken[]): FirstToken[] {
  const out: FirstToken[] = [];
  let [weight, below, before, own, square, rest, none, restSquare] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (const [i, point] of points.entries()) {
    const p = point.weight;
    const at = point.before + point.own;
    weight += p;
    before += p * point.before;
    own += p * point.own;
    square += p * (point.variance + at * at);
    rest += p * point.rest;
    none += p * point.none;
    restSquare += p * point.restSquare;
    const isEnd = i === points.length - 1;
    if (!isEnd && weight < (below > 0.85 ? 0.4 : 1) / SLICES) continue;
    const mean = (before + own) / weight;
    out.push({
      weight,
      before: before / weight,
      own: own / weight,
      variance: Math.max(0, square / weight - mean ** 2),
      rest: rest / weight,
      none: none / weight,
      restSquare: restSquare / weight,
    });
    below += weight;
    [weight, before, own, square, rest, none, restSquare] = [0, 0, 0, 0, 0, 0, 0];
  }
  return out;
}
