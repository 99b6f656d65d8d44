/** Recorded requests, when they came and how long they were, from the text of a file. */
import { InvalidInputError, type InWords } from '../../checks.ts';
import { csvRows } from './trace/csv-rows.ts';
import { KNOWN_HEADERS } from './trace/formats.ts';
import { jsonRows } from './trace/json-rows.ts';
import { lineBlocks } from './trace/lines.ts';
import { Requests, type RequestTrace } from './trace/requests.ts';
import type { RowReader } from './trace/rows.ts';

export type { RequestTrace } from './trace/requests.ts';

/**
 * The requests of a trace in CSV or JSON lines, told apart by the names of its columns or keys.
 * Reads piece by piece: memory is that of the three columns, whatever the length of the file.
 *
 * @throws InvalidInputError with up to 20 faults and their lines.
 * @see docs/traces.md
 * @example readTrace(['time,promptTokens,outputTokens\n0,800,200\n']).then((trace) => [...trace.promptTokens]) // [800]
 */
export async function readTrace(
  chunks: AsyncIterable<string> | Iterable<string>,
): Promise<RequestTrace> {
  const requests = new Requests();
  let reader: RowReader | undefined;
  for await (const { lines, first } of lineBlocks(chunks)) {
    let number = first;
    for (const line of lines) {
      const text = line.endsWith('\r') ? line.slice(0, -1) : line;
      if (reader !== undefined) reader.row(text, number);
      else reader = readerFrom(text, number, requests);
      number += 1;
    }
  }
  if (reader === undefined) throw refused({ inWords: 'an empty file' });
  reader.end();
  return requests.finish();
}

/** The reader that the first line asks for; undefined while lines are blank. */
function readerFrom(line: string, number: number, requests: Requests): RowReader | undefined {
  const text = line.replace(/^\uFEFF/, '');
  if (text.trim() === '') return undefined;
  if (/[\0\uFFFD]/.test(text)) throw refused({ inWords: 'binary data' });
  if (/^\s*\{/.test(text)) return jsonRows(text, number, requests);
  if (/^\s*\[/.test(text)) throw refused({ inWords: 'a JSON list' }, number);
  const separator = [';', '\t', ','].find((mark) => text.includes(mark));
  if (separator === undefined) throw refused(text, number);
  return csvRows(text, separator, number, requests);
}

function refused(given: string | InWords, line?: number): InvalidInputError {
  const allowed = `UTF-8 text: JSON lines, or CSV with a header such as ${KNOWN_HEADERS}`;
  return new InvalidInputError([{ path: '', given, allowed, ...(line ? { line } : {}) }]);
}
