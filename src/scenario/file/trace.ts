/** Recorded requests, when they came and how long they were, from the text of a file. */
import { InvalidInputError, type InWords } from '../../checks.ts';
import { conversationRows } from './trace/conversations.ts';
import { csvRows } from './trace/csv-rows.ts';
import { KNOWN_HEADERS } from './trace/formats.ts';
import { jsonRows } from './trace/json-rows.ts';
import { lineBlocks } from './trace/lines.ts';
import { Requests, type RequestTrace } from './trace/requests.ts';
import type { RowReader } from './trace/rows.ts';
import type { RequestSink } from './trace/sink.ts';

export type { RequestTrace } from './trace/requests.ts';

/**
 * The requests of a trace in CSV, JSON lines or a JSON list of conversations, told apart by the
 * names of its columns or keys. Reads piece by piece: memory is that of the three columns, whatever
 * the length of the file.
 *
 * @throws InvalidInputError with up to 20 faults and their lines.
 * @see docs/traces.md
 * @example readTrace(['time,promptTokens,outputTokens\n0,800,200\n']).then((trace) => [...trace.promptTokens]) // [800]
 */
export async function readTrace(
  chunks: AsyncIterable<string> | Iterable<string>,
): Promise<RequestTrace> {
  const requests = new Requests();
  const notes = await eachRequest(chunks, requests);
  return requests.finish(notes);
}

/** The same, request by request: nothing is kept. Returns what the reader has to say of the file. */
export async function eachRequest(
  chunks: AsyncIterable<string> | Iterable<string>,
  requests: RequestSink,
): Promise<readonly string[]> {
  const [isList, whole] = await beginsWithList(typeof chunks === 'string' ? [chunks] : chunks);
  if (isList) return conversationRows(whole, requests);
  const reader = new LineReader(requests);
  for await (const { lines, first } of lineBlocks(whole)) reader.take(lines, first);
  reader.end();
  return [];
}

/** Mutable: the first line that is not blank decides how the others are read. */
class LineReader {
  readonly #requests: RequestSink;
  #rows: RowReader | undefined;

  constructor(requests: RequestSink) {
    this.#requests = requests;
  }

  take(lines: readonly string[], first: number): void {
    let number = first;
    for (const line of lines) {
      const text = line.endsWith('\r') ? line.slice(0, -1) : line;
      if (this.#rows !== undefined) this.#rows.row(text, number);
      else this.#rows = readerFrom(text, number, this.#requests);
      number += 1;
    }
  }

  end(): void {
    if (this.#rows === undefined) throw refused({ inWords: 'an empty file' });
    this.#rows.end();
  }
}

/** Whether the first character that is not blank opens a JSON list; and the same pieces again. */
async function beginsWithList(
  chunks: AsyncIterable<string> | Iterable<string>,
): Promise<readonly [boolean, AsyncIterable<string>]> {
  const rest =
    Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
  let head = '';
  while (head.replace(/^\uFEFF/, '').trim() === '') {
    const next = await rest.next();
    if (next.done === true) break;
    head += next.value;
  }
  return [/^\uFEFF?\s*\[/.test(head), rejoined(head, rest)];
}

async function* rejoined(head: string, rest: AsyncIterator<string> | Iterator<string>) {
  try {
    if (head !== '') yield head;
    for (let next = await rest.next(); next.done !== true; next = await rest.next())
      yield next.value;
  } finally {
    await rest.return?.();
  }
}

/** The reader that the first line asks for; undefined while lines are blank. */
function readerFrom(line: string, number: number, requests: RequestSink): RowReader | undefined {
  const text = line.replace(/^\uFEFF/, '');
  if (text.trim() === '') return undefined;
  if (/[\0\uFFFD]/.test(text)) throw refused({ inWords: 'binary data' });
  if (/^\s*\{/.test(text)) return jsonRows(text, number, requests);
  const separator = [';', '\t', ','].find((mark) => text.includes(mark));
  if (separator === undefined) throw refused(text, number);
  return csvRows(text, separator, number, requests);
}

function refused(given: string | InWords, line?: number): InvalidInputError {
  const allowed = `UTF-8 text: JSON lines, a JSON list of conversations, or CSV with a header such as ${KNOWN_HEADERS}`;
  return new InvalidInputError([{ path: '', given, allowed, ...(line ? { line } : {}) }]);
}
