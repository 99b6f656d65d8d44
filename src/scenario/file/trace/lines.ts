/** Text in pieces, cut anywhere → its lines, a block at a time so that memory stays constant. */
import { InvalidInputError } from '../../../checks.ts';

export interface LineBlock {
  readonly lines: readonly string[];
  /** Number of the first of them, from 1. */
  readonly first: number;
}

/** A browser may hand over a whole file as one string. */
const BLOCK = 1 << 16;
/** A JSON line of the longest context has 200 thousand characters; more is a file without lines. */
const LONGEST_LINE = 4_000_000;

/** @throws InvalidInputError if a line does not end. */
export async function* lineBlocks(
  chunks: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<LineBlock> {
  let open = '';
  let first = 1;
  for await (const chunk of typeof chunks === 'string' ? [chunks] : chunks)
    for (let at = 0; at < chunk.length; at += BLOCK) {
      const piece = chunk.slice(at, at + BLOCK);
      const end = piece.lastIndexOf('\n');
      if (end >= 0) {
        const lines = (open + piece.slice(0, end)).split('\n');
        yield { lines, first };
        first += lines.length;
        open = '';
      }
      open += piece.slice(end + 1);
      if (open.length > LONGEST_LINE) throw endless(first);
    }
  if (open !== '') yield { lines: [open], first };
}

function endless(line: number): InvalidInputError {
  const given = { inWords: `a line of more than ${LONGEST_LINE / 1e6} million characters` };
  return new InvalidInputError([{ path: '', given, allowed: 'one request per line', line }]);
}
