/**
 * What one request holds of the KV cache, in blocks: the mean and the spread, seen at a random time
 * of its stay, and over the whole stay (blocks × iterations).
 *
 * Exact for blocks of one token; otherwise a context is taken to end anywhere in its last block,
 * (b − 1)/2 tokens before its edge on average. Second moments over the points of the lengths.
 *
 * @see docs/model.md#kv-cache
 */
import { meanAge } from '../traffic/decode-counts.ts';
import type { RequestKind } from './request-kinds.ts';
import type { Server } from './server.ts';

export interface KvDemand {
  /** X̄: blocks that a request holds, over its iterations. */
  readonly held: number;
  /** Squared coefficient of variation of the same. */
  readonly heldScv: number;
  /** Of blocks × iterations, admission to last token, over requests. */
  readonly volumeScv: number;
}

/** Σ over the iterations of a stay of 1, of the blocks held, and of their squares. */
type Sums = readonly [iterations: number, blocks: number, squares: number];

export function kvDemand(server: Server, kinds: readonly RequestKind[]): KvDemand {
  const stay = stayOf(server);
  let [iterations, volume, volumeSquare, squares] = [0, 0, 0, 0];
  for (const kind of kinds) {
    const [time, blocks, square] = stay(kind);
    iterations += kind.weight * time;
    volume += kind.weight * blocks;
    volumeSquare += kind.weight * blocks * blocks;
    squares += kind.weight * square;
  }
  const held = (volume + lostInGroups(server, kinds)) / iterations;
  return {
    held,
    heldScv: Math.max(0, squares / iterations / held ** 2 - 1),
    volumeScv: Math.max(0, volumeSquare / volume ** 2 - 1),
  };
}

function stayOf(server: Server): (kind: RequestKind) => Sums {
  const { preemption, kvBlockSize, workload, tokensPerDecode } = server;
  if (preemption === 'recompute') return (kind) => growing(kvBlockSize, kind, tokensPerDecode - 1);
  const isFixed = workload.prompts.whole.values.length * workload.outputs.groups.length === 1;
  const blocksOf = isFixed ? whole : rounded;
  return (kind) => reserved(blocksOf(kind.prompt + kind.gaps + 1, kvBlockSize), kind);
}

/** The last token of the answer is reserved as well, though nothing ever reads it. */
function reserved(blocks: number, { chunks, decodes }: RequestKind): Sums {
  const iterations = chunks + decodes;
  return [iterations, blocks * iterations, blocks * blocks * iterations];
}

/**
 * The blocks of the prompt until the first token, then of a context that grows by a token each time,
 * or by several, and has room for all drafts.
 */
function growing(block: number, kind: RequestKind, drafts: number): Sums {
  const { prompt, chunks, decodes: m } = kind;
  const first = rounded(prompt, block);
  const ages = (agesOf(kind) + drafts * m) / block;
  const perDecode = m > 0 ? kind.gaps / m : 1;
  const squares = (perDecode ** 2 * (m * (m + 1) * (2 * m + 1))) / 6 / block ** 2;
  return [
    chunks + m,
    (chunks + m) * first + ages,
    (chunks + m) * first * first + 2 * first * ages + squares,
  ];
}

/** Blocks of so many tokens, if they end anywhere in the last one. */
export function rounded(tokens: number, block: number): number {
  return (tokens + (block - 1) / 2) / block;
}

/** Blocks of exactly so many tokens. */
export function whole(tokens: number, block: number): number {
  return Math.ceil(tokens / block - 1e-9);
}

const agesOf = ({ decodes, gaps }: RequestKind) =>
  gaps === decodes ? (decodes * (decodes + 1)) / 2 : decodes * meanAge(decodes, gaps);

/**
 * Groups of lengths stand at their means: what that loses of Σ contexts, and of E[M²]/2 (with drafts
 * E[M(N − 1)]/2, nearly) which reservation holds beyond it; in blocks × iterations.
 */
function lostInGroups(server: Server, kinds: readonly RequestKind[]): number {
  const { outputs, meanDecodeContext } = server.workload;
  let [contexts, square] = [0, 0];
  for (const kind of kinds) {
    const { weight, prompt, decodes: m } = kind;
    contexts += weight * (prompt * m + agesOf(kind));
    square += weight * m * m;
  }
  const lost = outputs.decodeMean * meanDecodeContext - contexts;
  const perDecode = outputs.decodeMean > 0 ? outputs.gapMean / outputs.decodeMean : 1;
  const ahead = (perDecode * (outputs.decodeSecondMoment - square)) / 2;
  return (server.preemption === 'reserve' ? lost + ahead : lost) / server.kvBlockSize;
}
