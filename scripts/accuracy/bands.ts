/** The error band of the answers: measured on one set, compared with the source, tested on another. */
import { readFileSync } from 'node:fs';
import { bandOf } from '../../src/analysis/accuracy.ts';
import { KINDS, type Kind } from '../../src/scenario/kinds.ts';
import { FIGURES, type Figure } from '../../src/study/figures.ts';
import type { ErrorRow } from './errors.ts';
import { quantile, REGIONS } from './spread.ts';

/** One answer in twenty is worse than its band. */
const BAND_SHARE = 0.95;

/** Of |relative error|, two digits, by load, of every figure that was ever above zero. */
type FigureBands = ReadonlyMap<Figure, readonly number[]>;
export type Bands = ReadonlyMap<Kind, FigureBands>;

export function measuredBands(rows: readonly ErrorRow[]): Bands {
  const kinds = KINDS.filter((kind) => rows.some((row) => row.kind === kind));
  return new Map(kinds.map((kind) => [kind, figureBands(rows.filter((row) => row.kind === kind))]));
}

function figureBands(rows: readonly ErrorRow[]): FigureBands {
  const seen = FIGURES.filter((figure) => rows.some((row) => row.figure === figure));
  return new Map(
    seen.map((figure) => {
      const ofFigure = rows.filter((row) => row.figure === figure && Number.isFinite(row.error));
      return [figure, REGIONS.map(({ holds }) => band(ofFigure.filter(({ load }) => holds(load))))];
    }),
  );
}

/** Where no case has such a load, the band of all of them. */
function band(rows: readonly ErrorRow[]): number {
  if (rows.length === 0) return 0;
  const errors = rows.map(({ error }) => Math.abs(error));
  return Number(quantile(errors, BAND_SHARE).toPrecision(2));
}

/** Simulated saturation over the stability limit. */
export interface LimitRatio {
  readonly kind: Kind;
  readonly ratio: number;
}

/** Of the stability limit: 95th percentile of |ratio − 1|, two digits. */
export function measuredLimitBands(ratios: readonly LimitRatio[]): ReadonlyMap<Kind, number> {
  const kinds = KINDS.filter((kind) => ratios.some((one) => one.kind === kind));
  return new Map(
    kinds.map((kind) => {
      const errors = ratios.filter((one) => one.kind === kind);
      const band = quantile(
        errors.map(({ ratio }) => Math.abs(ratio - 1)),
        BAND_SHARE,
      );
      return [kind, Number(band.toPrecision(2))];
    }),
  );
}

/** Whether the source says the same. */
export function isDeclared(source: string): boolean {
  return source === readFileSync(SOURCE, 'utf8');
}

export const SOURCE = 'src/analysis/accuracy-bands.ts';

/** src/analysis/accuracy-bands.ts. */
export function bandSource(measured: Bands, limits: ReadonlyMap<Kind, number>): string {
  const kinds = [...measured].map(([kind, bands]) => {
    const rows = [...bands].map(([figure, values]) => `    '${figure}': [${values.join(', ')}],`);
    return `  ${keyOf(kind)}: {\n${rows.join('\n')}\n  },\n`;
  });
  return `/**
 * Written by \`npm run accuracy\`: the 95th percentile of the |relative error| of every figure by kind
 * of scenario and load (accuracy.ts); what is not here is exact, or was never above zero.
 */
import type { Kind } from '../scenario/kinds.ts';

export const BANDS: { readonly [K in Kind]?: { readonly [figure: string]: readonly number[] } } = {
${kinds.join('')}};

/** The same of |simulated saturation / maxArrivalRate − 1|. */
export const LIMIT_BANDS: { readonly [K in Kind]?: number } = {
${[...limits].map(([kind, band]) => `  ${keyOf(kind)}: ${band},\n`).join('')}};
`;
}

const keyOf = (kind: Kind) => (/^[a-z]+$/.test(kind) ? kind : `'${kind}'`);

/** Relative error of a figure that bands allow. */
type Allowed = (row: ErrorRow) => number;

export const declared: Allowed = ({ figure, load, kind }) => bandOf(figure, load, [kind]);

/** Share of the figures that lie within their band, or the interval of the simulation. */
export function coverage(rows: readonly ErrorRow[], allowed: Allowed): number {
  const within = rows.filter((row) => Math.abs(row.error) - row.halfWidth <= allowed(row));
  return within.length / rows.length;
}

/**
 * The same where nothing was measured on what it is tested on: bands of one half of the
 * configurations on the other, and the other way round.
 */
export function crossCoverage(rows: readonly ErrorRow[]): number {
  const configurations = [...new Set(rows.map(configurationOf))];
  const half = (row: ErrorRow) => configurations.indexOf(configurationOf(row)) % 2;
  const halves = [0, 1].map((which) => rows.filter((row) => half(row) === which));
  const shares = halves.map((tested, which) => {
    const bands = measuredBands(halves[1 - which] ?? []);
    return coverage(tested, ({ figure, load, kind }) => {
      const range = REGIONS.findIndex(({ holds }) => holds(load));
      return bands.get(kind)?.get(figure)?.[range] ?? 0;
    });
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** All loads of an engine and its lengths go to the same half. */
function configurationOf({ id }: ErrorRow): string {
  return id.split('/').slice(0, -1).join('/');
}
