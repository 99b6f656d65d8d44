/** What an engine says of its requests in sums, and the same by counting them. */
import { blocksToGrow } from '../../src/simulation/engine/kv-cache.ts';
import type { EngineState } from '../../src/simulation/engine/state.ts';
import type { Entry } from './ledger.ts';

export interface Sums {
  readonly decodes: number;
  readonly contextTokens: number;
  /** Blocks of the KV cache, and those the decodes need beyond them in this iteration. */
  readonly used: number;
  readonly growing: number;
}

/** As the simulator keeps them. */
export function claimedBy({ decodes, contextTokens, cache, decodeIterations }: EngineState): Sums {
  const growing = blocksToGrow(cache, decodeIterations);
  return { decodes, contextTokens, used: cache.used, growing };
}

/** One request after the other. */
export function counted(
  entries: readonly Entry[],
  { requests, cache, prompts, finishedBlocks, limits }: EngineState,
  decodes: readonly number[],
): Sums {
  const prompt = (row: number) => requests.prompt[row] as number;
  const made = (row: number) => (entries[row] as Entry).tokens.length;
  const blocks = (tokens: number) => Math.ceil(tokens / cache.blockSize);
  const held = (row: number, now: number) =>
    blocks(cache.reserves ? prompt(row) + (requests.output[row] as number) : now);
  const stored = (row: number) => prompt(row) + made(row) - 1;
  const target = (row: number) => (entries[row] as Entry).target;
  const left = (row: number) => (requests.output[row] as number) - made(row);
  const works = (row: number) => Math.min(left(row), 1 + (limits.speculation?.draftTokens ?? 0));
  const grows = (row: number) => blocks(stored(row) + works(row)) - blocks(stored(row));
  const limited = cache.blocks < Infinity;
  const used =
    sum(decodes.map((row) => held(row, stored(row)))) +
    sum(prompts.map((row) => held(row, target(row))));
  return {
    decodes: decodes.length,
    contextTokens: sum(decodes.map((row) => prompt(row) + made(row))),
    used: limited ? used + finishedBlocks : 0,
    growing: limited && !cache.reserves ? sum(decodes.map(grows)) : 0,
  };
}

/** Rows of those in a place, of one engine or of any. */
export function rowsAt(
  entries: readonly Entry[],
  place: Entry['place'],
  engine?: number,
): readonly number[] {
  const rows: number[] = [];
  entries.forEach((entry, row) => {
    if (entry.place === place && (engine ?? entry.engine) === entry.engine) rows.push(row);
  });
  return rows;
}

export const lackingOf = ({ target, ready }: Entry): number => target - ready;

/** To be admitted; one that decodes at once needs room for its next token too. */
export function blocksNeeded(
  entry: Entry,
  { requests, cache, limits }: EngineState,
  row: number,
): number {
  const output = requests.output[row] as number;
  const last = (requests.prompt[row] as number) + output;
  const works = Math.min(output - entry.tokens.length, 1 + (limits.speculation?.draftTokens ?? 0));
  const next = lackingOf(entry) === 0 ? works : 0;
  return Math.ceil((cache.reserves ? last : entry.target + next) / cache.blockSize);
}

export const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);
