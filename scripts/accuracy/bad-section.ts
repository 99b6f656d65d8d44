/** Section of the page: where not to trust the answers. */
import { labelOf } from './case.ts';
import type { ErrorRow } from './errors.ts';
import { FEW_TOKEN_FIGURES, type FewTokens } from './few-tokens.ts';
import { errorsOf, type MeasuredSet } from './measure.ts';
import { PERCENTILE_NAMES } from './probability.ts';
import { type Features, isWeak, REGIMES } from './regimes.ts';
import { percent, spread, spreadText, table } from './spread.ts';

const SHOWN = ['ttft.mean', 'ttft.p99', 'tbt.mean', 'e2e.mean', 'e2e.p99'] as const;

export function badSection(sets: readonly MeasuredSet[], few: readonly FewTokens[]): string {
  return `## What is bad

Kinds of scenario in which errors are larger, all sets together; |relative error| in per cent, **median /
90th percentile / maximum**. The kinds overlap. A prompt *lasts* as long as its prefill on an idle engine.

${regimeTable(sets)}

${PROSE}

The ${WORST_COUNT} worst cases, each by its worst mean or p99 of TTFT, TBT and E2E beyond the interval of the
simulation; signed error; a prompt lasts so many decode iterations. \`npm run accuracy -- --case ID\` prints
a case of a set of slaq as a scenario:

${worst(sets)}

### TBT beside a step

TBT is the time of an iteration with or without prompt tokens, and the two can differ tenfold and more:
its law has a step. Where, say, 5 % of the gaps are long ones, p95 sits on the step, and a few tenths of
a percentage point of them move it across. Relative errors of percentiles are then large however good
the law is; the *points* say how good: the distance between p and the probabilities that the predicted
law has within 1 % of the simulated percentile. The worst by relative error:

${steps(sets)}

### Answers of a few tokens

The sets hold none. One engine (64 slots, prompts of 600 tokens on average, fixed outputs), simulated for
this page; signed relative error in per cent:

${fewTable(few)}
`;
}

const PROSE = `- **Prompts that last tens of decode iterations.** A few requests' answers stand still at once, and whose
  answer meets whose prompt decides everything. Decodes and prompts of an iteration are taken as
  independent but for a covariance: means of TBT and E2E are off by up to 30 % either way, E2E p99 is up
  to half too low, TPOT p99 up to three quarters.
- **Prompts that outweigh their answers.** The number of requests that decode swings as widely as the prompts;
  near the stability limit TBT and E2E means are off by 10 to 30 %.
- **Few slots near saturation**, most of all with fixed outputs, which end in step. The full engine is taken
  as one server with a gamma law of the wait: TTFT is off by 3 to 6 % in the middle and
  by 10 to 50 % in the worst tenth.
- **Loads above 0.92.** At 0.95, 1 % of error in the stability limit is 20 % in the wait. The simulations
  themselves know TTFT p99 there to 5 to 30 % only.
- **The stability limit** is up to 5 % too low or 2 % too high (half of all within 0.4 %, nine in ten within 1.1 %,
  see the sets); under a roofline the mean of a maximum over iterations with and without prompts is estimated.
- **TPOT p99** everywhere, and all of TPOT for few tokens: how it spreads over requests of different
  lengths is the crudest law here.
- **TBT percentiles beside a step**, see [below](#tbt-beside-a-step).`;

function regimeTable(sets: readonly MeasuredSet[]): string {
  const kinds = [...REGIMES, { name: 'none of these', holds: (one: Features) => !isWeak(one) }];
  const rows = kinds.map(({ name, holds }) => {
    const chosen = sets.map((set) => ({ set, ids: idsWhere(set, holds) }));
    const cells = SHOWN.map((figure) => {
      const errors = chosen.flatMap(({ set, ids }) =>
        errorsOf(set, figure).filter(({ id }) => ids.has(id)),
      );
      return errors.length === 0 ? '–' : spreadText(spread(errors.map(({ error }) => error)));
    });
    return [name, String(chosen.reduce((sum, { ids }) => sum + ids.size, 0)), ...cells];
  });
  return table(['', 'cases', ...SHOWN.map(labelOf)], rows);
}

function idsWhere({ features }: MeasuredSet, holds: (features: Features) => boolean) {
  return new Set([...features].filter(([, one]) => holds(one)).map(([id]) => id));
}

const WORST_COUNT = 10;

/** By how many bands a case is off, at its worst of the figures that people promise. */
function worst(sets: readonly MeasuredSet[]): string {
  const rows = sets.flatMap((set) =>
    set.rows
      .filter(({ figure }) => WORST_OF.has(figure))
      .map((row) => ({ set, row, features: set.features.get(row.id) })),
  );
  const beyond = ({ row }: (typeof rows)[number]) => Math.abs(row.error) - row.halfWidth;
  rows.sort((a, b) => beyond(b) - beyond(a));
  const first = new Map(rows.toReversed().map((one) => [one.row.id, one]));
  const chosen = [...first.values()].sort((a, b) => beyond(b) - beyond(a)).slice(0, WORST_COUNT);
  const head = ['case', '', 'error %', '± %', 'load', 'slots', 'output tokens', 'a prompt lasts'];
  return table(
    head,
    chosen.map(({ set, row, features }) => worstRow(set.name, row, features)),
  );
}

const WORST_OF = new Set(
  ['ttft', 'tbt', 'e2e'].flatMap((metric) => [`${metric}.mean`, `${metric}.p99`]),
);

const STEP_COUNT = 8;

function steps(sets: readonly MeasuredSet[]): string {
  const rows = sets.flatMap((set) =>
    PERCENTILE_NAMES.flatMap((name) =>
      errorsOf(set, `tbt.${name}`).map(({ id, figure, error, load }) => {
        const points = set.probability.get(id)?.get(name) ?? Number.NaN;
        return { label: labelOf(figure), error, load, points };
      }),
    ),
  );
  const chosen = rows.sort((a, b) => Math.abs(b.error) - Math.abs(a.error)).slice(0, STEP_COUNT);
  const cells = chosen.map(({ label, error, load, points }) => [
    ...[label, load.toFixed(2), percent(error), percent(points)],
  ]);
  return table(['', 'load', 'error %', 'points'], cells);
}

function worstRow(set: string, row: ErrorRow, features: Features | undefined): string[] {
  const { slots = 0, outputTokens = 0, prefillInDecodes = 0 } = features ?? {};
  return [
    `${set}: ${row.id}`,
    labelOf(row.figure),
    percent(row.error),
    percent(row.halfWidth),
    row.load.toFixed(2),
    ...[slots, outputTokens, prefillInDecodes].map((value) => value.toFixed(0)),
  ];
}

function fewTable(found: readonly FewTokens[]): string {
  const rows = found.map(({ outputTokens, load, errors }) => [
    String(outputTokens),
    String(load),
    ...errors.map(percent),
  ]);
  return table(['output tokens', 'load', ...FEW_TOKEN_FIGURES.map(labelOf)], rows);
}
