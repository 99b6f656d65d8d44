/** Panels of a chart as SVG text: axes with round numbers, lines, points, a legend. Pure. */

interface Scale {
  readonly from: number;
  readonly to: number;
  readonly isLog: boolean;
}

export interface Series {
  readonly name: string;
  readonly color: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** A line (dashes as in SVG), or marks. */
  readonly style: { readonly line: string } | { readonly mark: 'circle' | 'square' };
  /** The area below the line is filled. */
  readonly isFilled?: boolean;
}

export interface Panel {
  readonly title: string;
  readonly xLabel: string;
  readonly x: Scale;
  readonly y: Scale;
  readonly series: readonly Series[];
  /** Of the whole panel, in pixels. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Told apart by people with any colour vision, and by their lightness (Okabe & Ito, 2008). */
export const COLORS = { blue: '#0072b2', orange: '#d55e00', grey: '#666666' } as const;

const MARGIN = { left: 56, right: 14, top: 46, bottom: 44 };
const FONT = 'font-family="system-ui, sans-serif" font-size="12"';

export function svg(
  width: number,
  height: number,
  title: string,
  parts: readonly string[],
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ${FONT}>`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    text(16, 26, title, 'font-size="16" font-weight="bold"'),
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

export function panel(given: Panel): string[] {
  const { title, xLabel, left, top, width, height, x, y, series } = given;
  const box = {
    x0: left + MARGIN.left,
    x1: left + width - MARGIN.right,
    y0: top + height - MARGIN.bottom,
    y1: top + MARGIN.top,
  };
  const atX = (value: number) => box.x0 + (box.x1 - box.x0) * place(x, value);
  const atY = (value: number) => box.y0 + (box.y1 - box.y0) * place(y, value);
  return [
    text(left + 16, top + 18, title, 'font-weight="bold"'),
    ...legend(series, box.x0, top + 34),
    ...ticks(x).flatMap((value) => [
      line(atX(value), box.y0, atX(value), box.y1, '#e3e3e3'),
      text(atX(value), box.y0 + 16, short(value), 'text-anchor="middle" fill="#333"'),
    ]),
    ...ticks(y).flatMap((value) => [
      line(box.x0, atY(value), box.x1, atY(value), '#e3e3e3'),
      text(box.x0 - 6, atY(value) + 4, short(value), 'text-anchor="end" fill="#333"'),
    ]),
    line(box.x0, box.y0, box.x1, box.y0, '#333'),
    line(box.x0, box.y0, box.x0, box.y1, '#333'),
    text((box.x0 + box.x1) / 2, box.y0 + 34, xLabel, 'text-anchor="middle" fill="#333"'),
    ...series.flatMap((each) => drawn(each, atX, atY, box.y0)),
  ];
}

function drawn(
  { points, color, style, isFilled }: Series,
  atX: (x: number) => number,
  atY: (y: number) => number,
  bottom: number,
): string[] {
  const places = points.map(([x, y]) => [fixed(atX(x)), fixed(atY(y))] as const);
  if ('mark' in style) return places.map(([x, y]) => mark(style.mark, Number(x), Number(y), color));
  const path = places.map(([x, y]) => `${x},${y}`).join(' ');
  const [first, last] = [places[0], places.at(-1)];
  if (first === undefined || last === undefined) return [];
  const area = `<polygon points="${first[0]},${bottom} ${path} ${last[0]},${bottom}" fill="${color}" fill-opacity="0.15"/>`;
  return [
    ...(isFilled ? [area] : []),
    `<polyline points="${path}" fill="none" stroke="${color}" stroke-width="2" stroke-dasharray="${style.line}"/>`,
  ];
}

function mark(kind: 'circle' | 'square', x: number, y: number, color: string): string {
  return kind === 'circle'
    ? `<circle cx="${x}" cy="${y}" r="4" fill="${color}"/>`
    : `<rect x="${x - 3.5}" y="${y - 3.5}" width="7" height="7" fill="none" stroke="${color}" stroke-width="1.5"/>`;
}

/** Names of the series in a row, each behind what it looks like. */
function legend(series: readonly Series[], left: number, y: number): string[] {
  let x = left;
  return series.flatMap(({ name, color, style }) => {
    const at = x;
    x += 36 + 7 * name.length;
    const look =
      'mark' in style
        ? mark(style.mark, at + 10, y - 4, color)
        : `<line x1="${at}" y1="${y - 4}" x2="${at + 20}" y2="${y - 4}" stroke="${color}" stroke-width="2" stroke-dasharray="${style.line}"/>`;
    return [look, text(at + 26, y, name, 'fill="#333"')];
  });
}

function place({ from, to, isLog }: Scale, value: number): number {
  const of = (x: number) => (isLog ? Math.log(Math.max(from, Math.min(to, x))) : x);
  return (of(value) - of(from)) / (of(to) - of(from));
}

/** Decades, with halves of short ranges, or about five round steps. */
function ticks({ from, to, isLog }: Scale): number[] {
  if (!isLog) {
    const raw = (to - from) / 5;
    const unit = 10 ** Math.floor(Math.log10(raw));
    const step = unit * ([1, 2, 5, 10].find((factor) => factor * unit >= raw) ?? 10);
    const first = Math.ceil(from / step - 1e-9);
    const last = Math.floor(to / step + 1e-9);
    return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  }
  const decades = Math.log10(to / from);
  const between = decades < 2 ? [1, 2, 5] : [1];
  const out: number[] = [];
  for (let e = Math.floor(Math.log10(from)); e <= Math.ceil(Math.log10(to)); e++)
    for (const factor of between) out.push(factor * 10 ** e);
  return out.filter((value) => value >= from * (1 - 1e-9) && value <= to * (1 + 1e-9));
}

/** 20 000 as 20k. */
function short(value: number): string {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (value >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`;
  return String(Number(value.toPrecision(3)));
}

function line(x1: number, y1: number, x2: number, y2: number, color: string): string {
  return `<line x1="${fixed(x1)}" y1="${fixed(y1)}" x2="${fixed(x2)}" y2="${fixed(y2)}" stroke="${color}"/>`;
}

function text(x: number, y: number, content: string, how: string): string {
  const safe = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${fixed(x)}" y="${fixed(y)}" ${how}>${safe}</text>`;
}

const fixed = (value: number): string => value.toFixed(1);
