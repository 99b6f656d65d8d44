/** The error band of the answers: measured on one set, compared with the source, tested on another. */
import { BAND_REGIONS, bandOf, LIMIT_BAND } from '../../src/analysis/accuracy.ts';
import { FIGURES, type Figure } from '../../src/study/figures.ts';
import { labelOf } from './case.ts';
import type { ErrorRow } from './errors.ts';
import type { Saturation } from './saturation.ts';
import { LOADS, quantile, REGIONS } from './spread.ts';

/** One answer in twenty is worse than its band. */
const BAND_SHARE = 0.95;

/**
 * Of |relative error|, two digits, for every figure that was ever above zero: usual scenarios by
 * load, then weak ones.
 */
export type Bands = ReadonlyMap<Figure, readonly number[]>;

export function measuredBands(rows: readonly ErrorRow[]): Bands {
  const seen = FIGURES.filter((figure) => rows.some((row) => row.figure === figure));
  return new Map(
    seen.map((figure) => [
      figure,
      CELLS.map(({ region, holds }) => {
        const errors = rows.filter(
          (row) => row.figure === figure && row.region === region && holds(row.load),
        );
        const band = quantile(
          errors.map(({ error }) => Math.abs(error)),
          BAND_SHARE,
        );
        return Number(band.toPrecision(2));
      }),
    ]),
  );
}

/** Of the tables: a range of load, of usual or of weak scenarios. */
export const CELLS = BAND_REGIONS.flatMap((region) =>
  REGIONS.map(({ name, holds }, range) => ({ region, name, holds, load: LOADS[range] ?? 1 })),
);

/** Of the stability limit: 95th percentile of |simulated/predicted − 1|, two digits. */
export function measuredLimitBand(saturations: readonly Saturation[]): number {
  const errors = saturations.map(({ ratio }) => Math.abs(ratio - 1));
  return Number(quantile(errors, BAND_SHARE).toPrecision(2));
}

/** Where the source says something else; empty when it is as measured. */
export function bandFaults(measured: Bands, limitBand: number): readonly string[] {
  const limit =
    limitBand === LIMIT_BAND
      ? []
      : [`LIMIT_BAND: ${LIMIT_BAND} in the source, ${limitBand} measured`];
  return [...limit, ...tableFaults(measured)];
}

function tableFaults(measured: Bands): readonly string[] {
  return [...measured].flatMap(([figure, bands]) =>
    bands.flatMap((band, cell) => {
      const { region, name, load } = CELLS[cell] as (typeof CELLS)[number];
      const source = bandOf(figure, Math.min(load, 1), region);
      if (source === band) return [];
      return [
        `${labelOf(figure)}, ${region}, load ${name}: ${source} in the source, ${band} measured`,
      ];
    }),
  );
}

/** The table as source text. */
export function bandSource(measured: Bands): string {
  const rows = [...measured].map(([figure, bands]) => `  '${figure}': [${bands.join(', ')}],`);
  return `const BANDS: { readonly [figure: string]: readonly number[] } = {\n${rows.join('\n')}\n};\n`;
}

/** Relative error of a figure that bands allow. */
type Allowed = (row: ErrorRow) => number;

export const declared: Allowed = ({ figure, load, region }) => bandOf(figure, load, region);

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
    return coverage(tested, ({ figure, load, region }) => {
      const cell = CELLS.findIndex((one) => one.region === region && one.holds(load));
      return bands.get(figure)?.[cell] ?? 0;
    });
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** All loads of an engine and its lengths go to the same half. */
function configurationOf({ id }: ErrorRow): string {
  return id.split('/').slice(0, -1).join('/');
}
