import { expect, test } from 'vitest';
import { csvColumn } from '../../src/scenario/file/csv.ts';

test.each([
  ['commas', 'a,b\n1,10\n2,20\n'],
  ['semicolons', 'a;b\n1;10\n2;20\n'],
  ['tabs', 'a\tb\n1\t10\n2\t20\n'],
  ['quotes', '"a","b"\n"x, ""y""\nz","10"\n"2","20"\n'],
  ['Windows line ends and a byte order mark', '\uFEFFa,b\r\n1,10\r\n2,20\r\n'],
  ['no line end at the end', 'a,b\n1,10\n2,20'],
  ['blank lines and blanks', 'a, b\n\n1, 10 \n\n2,20\n\n'],
])('a column is found in a file with %s', (_, text) =>
  expect(csvColumn(text, 'b')).toStrictEqual({ values: [10, 20], weights: [1, 1] }),
);

test('equal lengths are counted, and sorted', () =>
  expect(csvColumn('n\n30\n10\n30\n30\n', 'n')).toStrictEqual({
    values: [10, 30],
    weights: [1, 3],
  }));

test.each(['', 'x', '-1', 'NaN', 'Infinity', '1e400', '1e9'])(
  '"%s" is no length and is told with its line',
  (cell) =>
    expect(csvColumn(`id,n\na,1\nb,${cell}\n`, 'n')).toStrictEqual({
      field: 'csv',
      allowed: `numbers ≥ 0 in column n (line 3 has "${cell}")`,
    }),
);

test('an unknown column is told which there are', () =>
  expect(csvColumn('a,b\n1,2\n', 'c')).toStrictEqual({
    field: 'column',
    allowed: 'a column of the file: a, b',
  }));

test('an empty file has no column', () =>
  expect(csvColumn('', 'c')).toStrictEqual({ field: 'column', allowed: 'a column of the file: ' }));

test('a hundred thousand rows take no time worth mentioning', () => {
  const rows = Array.from({ length: 100_000 }, (_, index) => `${index},${index % 1000}`);
  const start = Date.now();
  expect(csvColumn(['id,n', ...rows].join('\n'), 'n')).toMatchObject({ values: { length: 1000 } });
  expect(Date.now() - start).toBeLessThan(5000);
});
