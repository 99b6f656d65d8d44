/** docs/accuracy.md. */
import type { Figure } from '../../src/study/figures.ts';
import { badSection } from './bad-section.ts';
import { type Bands, coverage, crossCoverage, declared } from './bands.ts';
import { labelOf } from './case.ts';
import type { FewTokens } from './few-tokens.ts';
import { iterationTimeSection } from './iteration-time.ts';
import { kindSection } from './kind-section.ts';
import type { KindSet } from './kinds.ts';
import { errorsOf, type MeasuredSet } from './measure.ts';
import type { Replay } from './replay.ts';
import { setSection } from './set-section.ts';
import { isOwn, SET_NOTES } from './sets.ts';
import { type Agreement, simulatorSection } from './simulator-section.ts';
import { percent, REGIONS, spread, table } from './spread.ts';

const HEADLINES: readonly Figure[] = ['ttft', 'tbt', 'tpot', 'e2e'].flatMap((metric) => [
  `${metric}.mean`,
  `${metric}.p99`,
]);

export function accuracyPage(
  sets: readonly MeasuredSet[],
  { own, others }: { readonly own: KindSet; readonly others: KindSet },
  bands: Bands,
  few: readonly FewTokens[],
  agreements: readonly Agreement[],
  replays: readonly Replay[],
  version: string,
): string {
  return [
    introduction(sets, version),
    kindSection(
      sets.filter(({ name }) => isOwn(name)),
      own,
      others,
    ),
    badSection(sets, few),
    ...sets.map(setSection),
    simulatorSection(agreements, replays),
    iterationTimeSection(),
    bandSection(sets, own, others, bands),
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

function bandSection(
  sets: readonly MeasuredSet[],
  own: KindSet,
  others: KindSet,
  bands: Bands,
): string {
  const measuredOn = [
    ...sets.filter(({ name }) => isOwn(name)).flatMap(({ rows }) => rows),
    ...own.cases.flatMap(({ rows }) => rows),
  ];
  const independent = [
    ...sets.filter(({ name }) => !isOwn(name)).flatMap(({ rows }) => rows),
    ...others.cases.flatMap(({ rows }) => rows),
  ];
  const tested =
    independent.length === 0
      ? ''
      : `, and those declared of ${percent(coverage(independent, declared))} % of what an independent program simulated`;
  const tables = [...bands].map(([kind, figures]) => {
    const rows = [...figures].map(([figure, values]) => [
      labelOf(figure),
      ...values.map((value) => twoDigits(100 * value)),
    ]);
    return `### Bands of ${kind}\n\n${table(['load', ...REGIONS.map(({ name }) => name)], rows)}\n`;
  });
  return `## Error bands

What \`errorBand\` of an answer says, and what \`slaq validate\` holds it to: the 95th percentile of the |relative
error| by load and by kind, in per cent; \`kinds\` of an answer says of which it is, and where there are several the
largest counts. Chunked prefill has its [weak corners](#what-is-bad) apart. Tested on what they were not measured on:
bands of one half of the configurations hold for ${percent(crossCoverage(measuredOn))} % of the figures of the other
half${tested} (a figure holds if it is within its band of the interval of the simulation). A 0 where a kind was
never simulated at such a load.

${tables.join('\n')}`;
}

function twoDigits(value: number): string {
  return String(Number(value.toPrecision(2)));
}
