/**
 * Batches of every size, whatever the load: how long they take, where the first tokens of their
 * members come, and how they decode. Worked out at some sizes, straight lines between them.
 */
import type { TimePart } from '../../queueing/batch-service.ts';
import type { Server } from '../engine/server.ts';
import { type DecodeLaw, decodeLaw } from './decodes/decode-law.ts';
import { type Decoding, decoding } from './decodes/decoding.ts';
import { between, nodesUpTo, type Points } from './nodes.ts';
import {
  type Cases,
  casesOf,
  type FirstToken,
  firstTokens,
  ownPrompts,
} from './prompts/first-tokens.ts';
import { type Later, laterPrompts } from './prompts/later-prompts.ts';
import { type Open, openSubBatches } from './prompts/open-sub-batch.ts';
import { type Packing, packing } from './prompts/packing.ts';
import { restsOf } from './prompts/rests.ts';

export interface Batches {
  readonly server: Server;
  readonly pack: Packing;
  readonly law: DecodeLaw;
  readonly keepsFinished: boolean;
  readonly largest: number;
  /** Sizes worked out, and all of one. */
  readonly sizes: readonly number[];
  readonly kinds: readonly BatchKind[];
  /** The law of the time of a batch of k, k a real number. */
  readonly times: (k: number) => readonly TimePart[];
  readonly meanTime: (k: number) => number;
  /** Numbers of prompts worked out, and the first tokens of a member with i before, r behind. */
  readonly places: readonly number[];
  readonly firstAt: (i: number, r: number) => readonly FirstToken[];
  /** What the second token of a member of a batch of sizes[n] waits for. */
  readonly restsAt: (n: number) => Points;
}

export interface BatchKind {
  readonly size: number;
  readonly prefill: Open;
  /** Variance of the time of all its sub-batches. */
  readonly prefillVariance: number;
  readonly decoding: Decoding;
  /** Seconds of the whole batch, given the longest answer; mean and variance. */
  readonly time: Float64Array;
  readonly timeVariance: Float64Array;
}

export function batchesOf(server: Server, largest: number, keepsFinished: boolean): Batches {
  const pack = packing(server);
  const law = decodeLaw(server.workload.outputs, largest);
  const sizes = nodesUpTo(largest, 1, 1.25);
  const prefills = openSubBatches(pack, sizes);
  const kinds = sizes.map((size, n) =>
    batchKind(server, pack, law, prefills[n] as Open, size, keepsFinished),
  );
  const places = nodesUpTo(Math.max(0, largest - 1), 0, 1.4);
  const times = remembering((k: number) => timeParts(law, sizes, kinds, k));
  const firstAt = firstTokenTable(server, pack, places);
  const rests: Points[] = [];
  const restsAt = (n: number) => {
    rests[n] ??= restsOf(places, firstAt, sizes[n] as number);
    return rests[n] as Points;
  };
  return {
    ...{ server, pack, law, keepsFinished, largest, sizes, kinds, times, places },
    meanTime: (k) => times(k).reduce((sum, { mean, weight }) => sum + weight * mean, 0),
    ...{ firstAt, restsAt },
  };
}

function batchKind(
  server: Server,
  pack: Packing,
  law: DecodeLaw,
  prefill: Open,
  size: number,
  keepsFinished: boolean,
): BatchKind {
  const found = decoding(server, law, size, keepsFinished);
  const prompts = promptWork(server, pack);
  const prefillVariance = prefill.totalVariance + size * pack.extraVariance;
  const both = 2 * size * prompts.perToken * prompts.variance * found.perContext;
  const spread = prefillVariance + both;
  return {
    ...{ size, prefill, prefillVariance, decoding: found },
    time: found.duration.map((seconds) => prefill.total + seconds),
    timeVariance: found.durationVariance.map((variance) => spread + variance),
  };
}

/** Seconds per prompt token, and the variance of the tokens of a prompt. */
function promptWork({ workload: { prompts } }: Server, { time, cell, cells }: Packing) {
  const full = cell * cells;
  const perToken = (time(full) - time(full / 2)) / (full / 2);
  const variance = Math.max(0, prompts.secondMoment - prompts.mean ** 2);
  return { perToken, variance };
}

function timeParts(
  { below, upTo }: DecodeLaw,
  sizes: readonly number[],
  kinds: readonly BatchKind[],
  k: number,
): TimePart[] {
  const { low, high, share } = between(sizes, k);
  const [smaller, larger] = [kinds[low], kinds[high]] as [BatchKind, BatchKind];
  const mix = (a: Float64Array, b: Float64Array, i: number) =>
    (1 - share) * (a[i] as number) + share * (b[i] as number);
  const parts: TimePart[] = [];
  for (let a = 0; a < upTo.length; a++) {
    const weight = (upTo[a] as number) ** k - (below[a] as number) ** k;
    if (weight < 1e-9) continue;
    const mean = mix(smaller.time, larger.time, a);
    parts.push({ mean, variance: mix(smaller.timeVariance, larger.timeVariance, a), weight });
  }
  return parts;
}

/** Worked out where it is asked for. */
function firstTokenTable(server: Server, pack: Packing, places: readonly number[]) {
  const opens = openSubBatches(pack, places);
  const laters = laterPrompts(pack, places);
  const own = ownPrompts(server, pack, 'short');
  const alone = ownPrompts(server, pack, 'fine').map(
    ({ weight, alone: seconds }): FirstToken => ({
      ...{ weight, before: 0, own: seconds, variance: 0, rest: 0, none: 1, restSquare: 0 },
    }),
  );
  const cases = opens.map((open) => once(() => casesOf(server, pack, own, open)));
  const known: (readonly FirstToken[])[] = [alone];
  return (i: number, r: number) => {
    const key = i * places.length + r;
    known[key] ??= firstTokens((cases[i] as () => Cases)(), laters[r] as Later);
    return known[key];
  };
}

function once<T>(of: () => T): () => T {
  let value: T | undefined;
  return () => {
    value ??= of();
    return value;
  };
}

function remembering<T>(of: (x: number) => T): (x: number) => T {
  const known = new Map<number, T>();
  return (x) => {
    const found = known.get(x) ?? of(x);
    known.set(x, found);
    return found;
  };
}
