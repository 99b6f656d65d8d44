/** JSON lines: one object per line, all with the keys of the first. */
import { InvalidInputError, type Issue } from '../../../checks.ts';
import { findColumns } from './formats.ts';
import { type RowReader, Rows } from './rows.ts';
import type { RequestSink } from './sink.ts';

type Row = { readonly [key: string]: unknown };

/** @throws InvalidInputError if the first line is no object with the keys of a trace. */
export function jsonRows(firstLine: string, line: number, requests: RequestSink): RowReader {
  const first = objectOf(firstLine);
  if (first === undefined) throw new InvalidInputError([noObject(firstLine, line)]);
  const names = Object.keys(first);
  const columns = findColumns(names, line);
  const rows = new Rows(names, columns, requests);
  const [time = '', prompt = '', output = ''] = [
    names[columns.time],
    names[columns.prompt],
    names[columns.output],
  ];
  const row = (text: string, number: number) => {
    const object = objectOf(text);
    if (object !== undefined) rows.take(object[time], object[prompt], object[output], number);
    else if (text.trim() !== '') rows.refuse(noObject(text, number));
  };
  row(firstLine, line);
  return { row, end: () => rows.end() };
}

function objectOf(text: string): Row | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Row) : undefined;
  } catch {
    return undefined;
  }
}

function noObject(text: string, line: number): Issue {
  return { path: '', given: text.trim(), allowed: 'one whole JSON object {…} per line', line };
}
