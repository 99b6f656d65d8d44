/** The error band of the answers: measured on a set, and compared with the table in the source. */
import { errorBand } from '../../src/analysis/accuracy.ts';
import type { Prediction } from '../../src/scenario/metrics.ts';
import { METRICS } from '../../src/scenario/scenario.ts';
import type { ErrorRow } from './errors.ts';
import { LOADS, REGIONS, spread } from './spread.ts';

type Band = Prediction['errorBand'];
const KEYS = ['mean', 'p99'] as const;

/** 90th percentile of |relative error| by region of load, two digits. */
export function measuredBands(rows: readonly ErrorRow[]): readonly Band[] {
  return REGIONS.map(({ holds }) => {
    const of = (metric: string, key: string) => {
      const label = `${metric.toUpperCase()} ${key}`;
      const errors = rows.filter((row) => row.label === label && holds(row.load));
      return Number(spread(errors.map(({ error }) => error)).p90.toPrecision(2));
    };
    const entries = METRICS.map((metric) => [
      metric,
      { mean: of(metric, 'mean'), p99: of(metric, 'p99') },
    ]);
    return Object.fromEntries(entries) as Band;
  });
}

/** Where the table in the source says something else; empty when it is as measured. */
export function bandFaults(measured: readonly Band[]): readonly string[] {
  return measured.flatMap((band, index) => {
    const load = Math.min(LOADS[index] ?? 1, 1);
    const source = errorBand(load);
    return METRICS.flatMap((metric) =>
      KEYS.filter((key) => source[metric][key] !== band[metric][key]).map(
        (key) =>
          `${metric}.${key} to load ${load}: ${source[metric][key]} in the source, ${band[metric][key]} measured`,
      ),
    );
  });
}

/** The table as source text. */
export function bandSource(measured: readonly Band[]): string {
  const rows = measured.map((band, index) => {
    const fields = METRICS.map(
      (metric) => `      ${metric}: { mean: ${band[metric].mean}, p99: ${band[metric].p99} },`,
    );
    return ['  [', `    ${LOADS[index]},`, '    {', ...fields, '    },', '  ],'].join('\n');
  });
  return `const BANDS: readonly (readonly [load: number, band: Band])[] = [\n${rows.join('\n')}\n];\n`;
}
