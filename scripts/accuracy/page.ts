/** docs/accuracy.md. */
import { bandOf } from '../../src/analysis/accuracy.ts';
import type { Figure } from '../../src/study/figures.ts';
import { badSection } from './bad-section.ts';
import { type Bands, CELLS, coverage, crossCoverage, declared } from './bands.ts';
import { labelOf } from './case.ts';
import type { FewTokens } from './few-tokens.ts';
import { iterationTimeSection } from './iteration-time.ts';
import { errorsOf, type MeasuredSet } from './measure.ts';
import { policySection } from './policy-section.ts';
import type { Replay } from './replay.ts';
import { setSection } from './set-section.ts';
import { isOwn, SET_NOTES } from './sets.ts';
import { type Agreement, simulatorSection } from './simulator-section.ts';
import { percent, spread, table } from './spread.ts';

const HEADLINES: readonly Figure[] = ['ttft', 'tbt', 'tpot', 'e2e'].flatMap((metric) => [
  `${metric}.mean`,
  `${metric}.p99`,
]);

export function accuracyPage(
  sets: readonly MeasuredSet[],
  bands: Bands,
  few: readonly FewTokens[],
  agreements: readonly Agreement[],
  replays: readonly Replay[],
  version: string,
): string {
  return [
    introduction(sets, version),
    bandSection(sets, bands),
    policySection(sets),
    badSection(sets, few),
    ...sets.map(setSection),
    simulatorSection(agreements, replays),
    iterationTimeSection(),
  ].join('\n');
}

function introduction(sets: readonly MeasuredSet[], version: string): string {
  const rows = sets.map((set) => [
    SET_NOTES[set.name]?.title ?? set.name,
    String(set.answered.length),
    ...HEADLINES.map((figure) => {
      const errors = errorsOf(set, figure).map(({ error }) => error);
      if (errors.length === 0) return '–';
      const { median, p90 } = spread(errors);
      return `${percent(median)} / ${percent(p90)}`;
    }),
  ]);
  return `# Accuracy

Measured with slaq ${version}; \`npm run accuracy\` simulates every case of the first two sets and writes this page, files
of cases simulated by other programs are named behind it. A case is an engine of
[model.md](model.md#the-engine) with given coefficients of t_inf, simulated iteration by iteration over
2·10⁵ to 3·10⁶ requests ([simulation.md](simulation.md)); the error is that of the formulas alone. Loads
are the answer's \`utilization\`. Percentiles of errors are by nearest rank.

|relative error| over all loads, per cent, **median / 90th percentile**:

${table(['', 'cases', ...HEADLINES.map(labelOf)], rows)}
`;
}

function bandSection(sets: readonly MeasuredSet[], bands: Bands): string {
  const figures = [...bands.keys()];
  const rows = figures.map((figure) => [
    labelOf(figure),
    ...CELLS.map(({ region, load }) => twoDigits(100 * bandOf(figure, Math.min(load, 1), region))),
  ]);
  const own = sets.filter(({ name }) => isOwn(name)).flatMap((set) => set.rows);
  const others = sets.filter(({ name }) => !isOwn(name));
  const tested = others.map(({ name, rows: errors }) => {
    const judged = errors.filter(({ figure }) => bands.has(figure));
    return `, and those declared of ${percent(coverage(judged, declared))} % of the ${SET_NOTES[name]?.title ?? name} set`;
  });
  return `## Error bands

What \`errorBand\` of an answer says, and what \`slaq validate\` holds it to: the 95th percentile of the |relative
error| on the Random and Design sets, in per cent, by load, apart for [weak corners](#what-is-bad): \`region\` of an
answer says which it is in. Tested on what they were not measured on: bands of one half of the configurations
hold for ${percent(crossCoverage(own))} % of the figures of the other half${tested.join('')} (a figure holds
if it is within its band of the interval of the simulation). Which do not, see [what is bad](#what-is-bad).

${table(['load', ...CELLS.map(({ region, name }) => `${region} ${name}`)], rows)}
`;
}

function twoDigits(value: number): string {
  return String(Number(value.toPrecision(2)));
}
