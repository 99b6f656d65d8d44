/** Formats of events, each known by the ending of the file. */
import { InvalidInputError, type Issue } from '../../index.ts';
import { csv } from './csv.ts';
import type { EventFormat } from './format.ts';
import { jsonLines } from './json-lines.ts';
import { traceEvents } from './trace-events.ts';

const FORMATS = { '.jsonl': jsonLines, '.csv': csv, '.json': traceEvents } as const;

const ALLOWED =
  'a file ending in .jsonl (JSON lines), .csv (tables) or .json (timeline for ui.perfetto.dev)';

/** What is wrong with the name of a file of events; nothing if its ending is known. */
export function eventIssues(path: string | undefined): Issue[] {
  if (path === undefined || endingOf(path) !== undefined) return [];
  return [{ path: '--events', given: path, allowed: ALLOWED }];
}

/** @throws InvalidInputError if the ending is not known. */
export function eventFormatOf(path: string): EventFormat {
  const ending = endingOf(path);
  if (ending === undefined) throw new InvalidInputError(eventIssues(path));
  return FORMATS[ending];
}

function endingOf(path: string): keyof typeof FORMATS | undefined {
  const endings = Object.keys(FORMATS) as (keyof typeof FORMATS)[];
  return endings.find((ending) => path.toLowerCase().endsWith(ending));
}
