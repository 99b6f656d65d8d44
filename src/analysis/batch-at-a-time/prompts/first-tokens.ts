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

/**
 * A member with i others before it, whatever comes behind: which of the groups of states it finds,
 * and its own prompt, side by side.
 */
export interface Cases {
  readonly weight: Float64Array;
  /** The cells of the own sub-batch with the own prompt in it: whole ones, and the rest of one. */
  readonly cell: Int32Array;
  readonly part: Float64Array;
  /** Seconds until it begins. */
  readonly before: Float64Array;
  readonly beforeVariance: Float64Array;
  /** What attention adds to the seconds of average tokens. */
  readonly extra: Float64Array;
  /** Seconds of the own sub-batch where nobody joins the own prompt; NaN if others are in it. */
  readonly alone: Float64Array;
  /** In the order of `before` and what the own prompt takes. */
  readonly order: Int32Array;
}

export function casesOf(
  { tokenBudget }: Server,
  { cell, cells }: Packing,
  own: readonly Prompt[],
  { groups }: Open,
): Cases {
  const pairs = groups.flatMap((group) => own.map((prompt) => ({ group, prompt })));
  const of = (value: (group: OpenGroup, prompt: Prompt) => number) =>
    Float64Array.from(pairs, ({ group, prompt }) => value(group, prompt));
  const joins = (group: OpenGroup, { tokens }: Prompt) =>
    group.tokens + tokens <= tokenBudget * (1 + 1e-9);
  const startOf = (group: OpenGroup, prompt: Prompt) =>
    joins(group, prompt) ? group.tokens + prompt.tokens : prompt.tokens;
  const before = of((group, prompt) => group.closed + (joins(group, prompt) ? 0 : group.seconds));
  const at = of((group, prompt) =>
    prompt.tokens > tokenBudget ? cells + 1 : Math.min(cells, startOf(group, prompt) / cell),
  );
  const end = (n: number) => (before[n] as number) + (pairs[n]?.prompt.alone ?? 0);
  return {
    weight: of((group, prompt) => group.weight * prompt.weight),
    cell: Int32Array.from(at, Math.floor),
    part: at.map((x) => x - Math.floor(x)),
    before,
    beforeVariance: of(({ closedVariance }) => closedVariance),
    extra: of((_, { extra }) => extra),
    alone: of((group, prompt) =>
      startOf(group, prompt) === prompt.tokens ? prompt.alone : Number.NaN,
    ),
    order: Int32Array.from(pairs.keys()).sort((n, m) => end(n) - end(m)),
  };
}

/** All cases of one place, then fewer, in the order of time. */
export function firstTokens(cases: Cases, later: Later): FirstToken[] {
  const { cell, part, alone, extra, before } = cases;
  const beyond = later.own.length - 1;
  const own = new Float64Array(cell.length);
  const ends = new Float64Array(cell.length);
  for (let n = 0; n < own.length; n++) {
    const single = alone[n] as number;
    const at = cell[n] as number;
    const isAlone = at === beyond || (later.behind === 0 && !Number.isNaN(single));
    const seconds = isAlone
      ? single
      : read(later.own, at, part[n] as number) + (extra[n] as number);
    own[n] = seconds;
    ends[n] = seconds + (before[n] as number);
  }
  return merged(cases, later, own, ordered(cases.order, ends));
}

/** By insertion, as the order given is nearly right. */
function ordered(order: Int32Array, values: Float64Array): Int32Array {
  const out = order.slice();
  for (let i = 1; i < out.length; i++) {
    const n = out[i] as number;
    const value = values[n] as number;
    let j = i;
    for (; j > 0 && (values[out[j - 1] as number] as number) > value; j--)
      out[j] = out[j - 1] as number;
    out[j] = n;
  }
  return out;
}

/** Between cells. */
function read(values: Float64Array, cell: number, part: number): number {
  const below = values[cell] as number;
  return part === 0 ? below : below + part * ((values[cell + 1] as number) - below);
}

const SLICES = 8;

/** Slices of about an eighth, less in the upper part. */
function merged(cases: Cases, later: Later, owns: Float64Array, order: Int32Array): FirstToken[] {
  const out: FirstToken[] = [];
  const beyond = later.own.length - 1;
  let [weight, below, before, own, square, rest, none, restSquare] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < order.length; i++) {
    const n = order[i] as number;
    const p = cases.weight[n] as number;
    const cell = cases.cell[n] as number;
    const part = cases.part[n] as number;
    const first = cases.before[n] as number;
    const second = owns[n] as number;
    const ofOwn = cell === beyond ? 0 : read(later.ownVariance, cell, part);
    weight += p;
    before += p * first;
    own += p * second;
    square += p * ((cases.beforeVariance[n] as number) + ofOwn + (first + second) ** 2);
    rest += p * read(later.rest, cell, part);
    none += p * read(later.none, cell, part);
    restSquare += p * read(later.restSquare, cell, part);
    if (i < order.length - 1 && weight < (below > 0.85 ? 0.4 : 1) / SLICES) continue;
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
    weight = 0;
    before = 0;
    own = 0;
    square = 0;
    rest = 0;
    none = 0;
    restSquare = 0;
  }
  return out;
}
