/** One column of numbers from CSV text (RFC 4180): comma, semicolon or tab; a header line. */
import type { ColumnOutcome } from '../schema/empirical.ts';
import { tally } from '../tally.ts';

const MOST_VALUES = 100_000;

/** The distinct numbers of a column and how often each occurs, or what is wrong. */
export function csvColumn(text: string, column: string): ColumnOutcome {
  const [header = [], ...rows] = csvRows(text);
  const index = header.indexOf(column);
  if (index < 0) return { field: 'column', allowed: `a column of the file: ${header.join(', ')}` };
  const numbers: number[] = [];
  for (const [row, cells] of rows.entries()) {
    const cell = cells[index]?.trim() ?? '';
    const value = cell === '' ? Number.NaN : Number(cell);
    if (!(value >= 0 && value <= 1e7))
      return {
        field: 'csv',
        allowed: `numbers ≥ 0 in column ${column} (line ${row + 2} has "${cell}")`,
      };
    numbers.push(value);
  }
  if (numbers.length === 0) return { field: 'csv', allowed: 'a CSV file with at least one row' };
  const lengths = tally(numbers);
  if (lengths.values.length > MOST_VALUES)
    return { field: 'csv', allowed: `at most ${MOST_VALUES} different numbers` };
  return lengths;
}

const CELL = /(?:"((?:[^"]|"")*)"|([^\n\r]*?))(SEPARATOR|\r?\n|$)/;

/** Rows of cells; blank lines are skipped. */
function csvRows(text: string): string[][] {
  const body = text.replace(/^\uFEFF/, '');
  const separator = [';', '\t'].find((mark) => body.split('\n', 1)[0]?.includes(mark)) ?? ',';
  const cell = new RegExp(CELL.source.replace('SEPARATOR', separator), 'y');
  const rows: string[][] = [];
  let row: string[] = [];
  while (cell.lastIndex < body.length) {
    const [, quotedText, plain = '', end] = cell.exec(body) ?? [];
    if (end === undefined) return rows;
    row.push(quotedText === undefined ? plain.trim() : quotedText.replaceAll('""', '"'));
    if (end === separator) continue;
    if (row.some((value) => value !== '')) rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows;
}
