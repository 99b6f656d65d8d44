/** Median, 90th percentile and maximum of |relative error|, and the regions of load they are given for. */
import { BAND_LOADS } from '../../src/analysis/accuracy.ts';

export interface Region {
  readonly name: string;
  readonly holds: (load: number) => boolean;
}

/** Upper ends of the regions; those of the table in src/analysis/accuracy.ts. */
const LOADS = BAND_LOADS;

export const REGIONS: readonly Region[] = LOADS.map((high, index) => {
  const low = LOADS[index - 1] ?? -1;
  const name = low < 0 ? `≤ ${high}` : high === Infinity ? `> ${low}` : `${low}–${high}`;
  return { name, holds: (load) => load > low && load <= high };
});

export interface Spread {
  readonly median: number;
  readonly p90: number;
  readonly max: number;
}

export function spread(errors: readonly number[]): Spread {
  const sorted = errors.map(Math.abs).sort((a, b) => a - b);
  return { median: nearest(sorted, 0.5), p90: nearest(sorted, 0.9), max: nearest(sorted, 1) };
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Percentile by nearest rank; NaN of none. */
export function quantile(values: readonly number[], p: number): number {
  return nearest(
    [...values].sort((a, b) => a - b),
    p,
  );
}

/** The same of a sorted sample. */
function nearest(sorted: readonly number[], p: number): number {
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
}

/** Per cent, three digits: 0.18, 4.35, 12.1, 134. */
export function percent(share: number): string {
  const value = 100 * share;
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  return value.toFixed(size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}

export function spreadText({ median: middle, p90, max }: Spread): string {
  return `${percent(middle)} / ${percent(p90)} / ${percent(max)}`;
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    line(head.map((_, column) => (column === 0 ? '---' : '---:'))),
    ...rows.map(line),
  ].join('\n');
}
