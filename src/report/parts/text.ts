/** Blocks of text for a terminal, 100 columns wide. Pure: colour is handed in. */

const WIDTH = 100;

export type Style = 'strong' | 'faint' | 'good' | 'bad' | 'warning';
/** Puts a style on a text that is already padded; the identity for files and pipes. */
export type Paint = (style: Style, text: string) => string;
export const plain: Paint = (_, text) => text;

export interface Cell {
  readonly text: string;
  readonly style?: Style;
}
export type Row = readonly (string | Cell)[];

/** A head of a table. */
export const faint = (texts: readonly string[]): Row =>
  texts.map((text) => ({ text, style: 'faint' }));

interface TableLayout {
  /** Columns aligned to the left; the others are to the right. */
  readonly left?: readonly number[];
  /** Spaces before the first column. */
  readonly indent?: number;
  /** Spaces between columns. */
  readonly gap?: number;
}

/** Lines of a table whose columns are as wide as their widest cell. */
export function table(rows: readonly Row[], paint: Paint, layout: TableLayout = {}): string[] {
  const { left = [0], indent = 2, gap = 2 } = layout;
  const cells = rows.map((row) =>
    row.map((cell): Cell => (typeof cell === 'string' ? { text: cell } : cell)),
  );
  const columns = Math.max(0, ...cells.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(0, ...cells.map((row) => row[column]?.text.length ?? 0)),
  );
  return cells.map((row) => {
    const padded = row.map(({ text, style }, column) => {
      const width = widths[column] ?? 0;
      const isLast = column === row.length - 1;
      const aligned = left.includes(column)
        ? isLast
          ? text
          : text.padEnd(width)
        : text.padStart(width);
      return style === undefined || text === '' ? aligned : paint(style, aligned);
    });
    return `${' '.repeat(indent)}${padded.join(' '.repeat(gap))}`.trimEnd();
  });
}

/** Words broken into lines of at most 100 columns, later lines indented. */
export function wrapped(text: string, indent = 0): string[] {
  return joined(text.split(' '), ' ', indent);
}

/**
 * Parts put into lines of at most 100 columns, none of them broken.
 *
 * @param separator between parts of one line; its last blank is dropped at the end of a line.
 */
export function joined(
  parts: readonly string[],
  separator: string,
  indent = 0,
  end = '',
): string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of parts) {
    const longer = line === '' ? part : `${line}${separator}${part}`;
    const room = WIDTH - end.length - (lines.length === 0 ? 0 : indent);
    if (line !== '' && longer.length > room) {
      lines.push(`${line}${end}`);
      line = part;
    } else line = longer;
  }
  return [...lines, line].map((each, at) => (at === 0 ? each : `${' '.repeat(indent)}${each}`));
}

/** Names to the left, and beside each what is said of it, in as many lines as it takes. */
export function entries(
  rows: readonly (readonly [name: string, said: string | Cell])[],
  paint: Paint,
): string[] {
  const indent = Math.max(0, ...rows.map(([name]) => name.length)) + 2;
  return rows.flatMap(([name, said]) => {
    const { text, style }: Cell = typeof said === 'string' ? { text: said } : said;
    const [first = '', ...words] = text.split(' ');
    return joined([`${name.padEnd(indent)}${first}`, ...words], ' ', indent).map((line) => {
      const right = line.slice(indent);
      return `${line.slice(0, indent)}${style === undefined ? right : paint(style, right)}`;
    });
  });
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of `share` of `width` columns, to an eighth of a column. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  return `${'█'.repeat(Math.floor(eighths / 8))}${EIGHTHS[eighths % 8] ?? ''}`;
}
