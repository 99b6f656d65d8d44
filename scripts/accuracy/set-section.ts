/** Section of the page for one set: errors by load, stability limit, TBT on the scale of probability. */
import { FIGURES } from '../../src/study/figures.ts';
import { labelOf } from './case.ts';
import { errorsOf, type MeasuredSet } from './measure.ts';
import { PERCENTILE_NAMES } from './probability.ts';
import { SET_NOTES } from './sets.ts';
import { median, percent, REGIONS, spread, spreadText, table } from './spread.ts';

export function setSection(set: MeasuredSet): string {
  const note = SET_NOTES[set.name] ?? { title: set.name, use: '' };
  return `## ${note.title}

${note.use}
${coverage(set)}
${overloadText(set)}
|relative error| in per cent, **median / 90th percentile / maximum**, by load (number of cases); ±
is the median half width of the 95 % interval of the simulation, *inside* the share of cases whose error
is smaller than their half width.

${errorTable(set)}

${saturationText(set)}

${probabilityText(set)}
`;
}

function coverage({ answered, features }: MeasuredSet): string {
  const range = (of: (one: { slots: number; outputTokens: number; load: number }) => number) => {
    const values = [...features.values()].map(of);
    const text = (value: number) => String(Number(value.toPrecision(2)));
    return `${text(Math.min(...values))} to ${text(Math.max(...values))}`;
  };
  return (
    `${answered.length} cases: loads ${range(({ load }) => load)}, ${range(({ slots }) => slots)} slots, ` +
    `mean outputs of ${range(({ outputTokens }) => outputTokens)} tokens.`
  );
}

function overloadText({ overloaded }: MeasuredSet): string {
  if (overloaded.length === 0) return '';
  const which = overloaded.join(', ');
  return `
Left out: ${which}, offered more than the simulated engine completes at saturation; the backlog grew all
through the run, and its percentiles are those of the length of the run.
`;
}

function errorTable(set: MeasuredSet): string {
  const rows = FIGURES.flatMap((figure) => {
    const found = errorsOf(set, figure);
    if (found.length === 0) return [];
    const cells = [{ holds: () => true }, ...REGIONS].map(({ holds }) => {
      const errors = found.filter(({ load }) => holds(load)).map(({ error }) => error);
      return errors.length === 0 ? '–' : spreadText(spread(errors));
    });
    const known = found.filter(({ halfWidth }) => Number.isFinite(halfWidth));
    const inside = known.filter(({ error, halfWidth }) => Math.abs(error) <= halfWidth).length;
    const width = known.length === 0 ? '–' : percent(median(known.map((row) => row.halfWidth)));
    const share = known.length === 0 ? '–' : `${Math.round((100 * inside) / known.length)} %`;
    return [[labelOf(figure), ...cells, width, share]];
  });
  const heads = REGIONS.map(({ name, holds }) => `${name} (${casesIn(set, holds)})`);
  return table(['', 'all loads', ...heads, '±', 'inside'], rows);
}

function casesIn({ features }: MeasuredSet, holds: (load: number) => boolean): number {
  return [...features.values()].filter(({ load }) => holds(load)).length;
}

function saturationText({ saturation }: MeasuredSet): string {
  const ratios = saturation.map(({ ratio }) => ratio);
  const errors = spread(ratios.map((ratio) => ratio - 1));
  const width = percent(median(saturation.map(({ halfWidth }) => halfWidth)));
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(3));
  return (
    `**Stability limit.** Offered 1.5 λ_max, the simulated engine completes ${low} to ${high} λ_max over ` +
    `${saturation.length} configurations;\n|error| ${spreadText(errors)} %, ±${width} %.`
  );
}

function probabilityText({ probability }: MeasuredSet): string {
  const cells = PERCENTILE_NAMES.map((name) => {
    const found = [...probability.values()].flatMap((errors) => errors.get(name) ?? []);
    return found.length === 0 ? '–' : spreadText(spread(found));
  });
  return `**TBT on the scale of probability.** Percentage points between a percentile's p and what the predicted
law has within 1 % of the simulated value ([why](#tbt-beside-a-step)):

${table(['', ...PERCENTILE_NAMES], [['points', ...cells]])}`;
}
