/** Events as CSV: a file of requests, which --trace reads, and one of iterations beside it. */
import type { IterationRecord, RequestRecord } from '../../index.ts';
import type { EventFormat } from './format.ts';
import { rounded } from './format.ts';
import type { Writer } from './line-writer.ts';

/** Columns by the names of the records, but for the arrival, which traces call so. */
const REQUEST = {
  request: 'request',
  outcome: 'outcome',
  engine: 'engine',
  arrival: 'arrivalTime',
  promptTokens: 'promptTokens',
  outputTokens: 'outputTokens',
  prefillWait: 'prefillWait',
  chunkWait: 'chunkWait',
  generationWait: 'generationWait',
  ttft: 'ttft',
  tpot: 'tpot',
  e2e: 'e2e',
  preemptions: 'preemptions',
} as const satisfies { readonly [K in keyof RequestRecord]: string };

const ITERATION = {
  engine: 'engine',
  start: 'start',
  duration: 'duration',
  prefillTokens: 'prefillTokens',
  prefillRequests: 'prefillRequests',
  attentionPairs: 'attentionPairs',
  prefillContext: 'prefillContext',
  decodeRequests: 'decodeRequests',
  contextTokens: 'contextTokens',
  waiting: 'waiting',
  running: 'running',
} as const satisfies { readonly [K in keyof IterationRecord]: string };

export const csv: EventFormat = {
  paths: (path) => [path, path.replace(/\.csv$/i, '-iterations.csv')],
  open: ([requestFile, iterationFile]) => {
    const onIteration = rowsOf<IterationRecord>(ITERATION, iterationFile);
    return {
      onIteration,
      finish: ({ requests }) => {
        const onRequest = rowsOf<RequestRecord>(REQUEST, requestFile);
        let count = 0;
        for (const request of requests) {
          onRequest(request);
          count += 1;
        }
        return count;
      },
    };
  },
};

type Cell = number | string | null;

/** Writes the header, returns what writes a row. Cells are numbers and words: none needs quotes. */
function rowsOf<Rec extends { readonly [K in keyof Rec]: Cell }>(
  columns: { readonly [K in keyof Rec]: string },
  file: Writer | undefined,
): (record: Rec) => void {
  const keys = Object.keys(columns) as (keyof Rec)[];
  file?.write(`${keys.map((key) => columns[key]).join(',')}\n`);
  return (record) => file?.write(`${keys.map((key) => cell(record[key])).join(',')}\n`);
}

/** What did not happen is an empty cell. */
function cell(value: Cell): string {
  if (value === null) return '';
  return typeof value === 'number' ? `${rounded(value)}` : value;
}
