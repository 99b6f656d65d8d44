/** Section of the page: where not to trust the answers. */
import type { ErrorRow } from './errors.ts';
import { type FewTokens, fewTokens } from './few-tokens.ts';
import { errorsOf, type MeasuredSet } from './measure.ts';
import { PERCENTILE_NAMES } from './probability.ts';
import { type Features, isWeak, REGIMES } from './regimes.ts';
import { percent, spread, spreadText, table } from './spread.ts';

const LABELS = ['TTFT mean', 'TTFT p99', 'TBT mean', 'E2E mean', 'E2E p99'] as const;

export function badSection(sets: readonly MeasuredSet[]): string {
  return `## What is bad

Kinds of scenario in which errors are larger, all sets together; |relative error| in per cent, **median /
90th percentile / maximum**. The kinds overlap. A prompt *lasts* as long as its prefill on an idle engine.

${regimeTable(sets)}

${PROSE}

The ${WORST_COUNT} worst cases of each metric, signed error; a prompt lasts so many decode iterations:

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

${fewTable(fewTokens())}
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
- **The stability limit under a roofline** is up to 9 % too low (a line: within about 2 %; half of all within 0.5 %,
  see the sets): the mean of a maximum over iterations with and without prompts is estimated.
- **TPOT p99** everywhere, and all of TPOT for few tokens: how it spreads over requests of different
  lengths is the crudest law here.
- **TBT percentiles beside a step**, see [below](#tbt-beside-a-step).`;

function regimeTable(sets: readonly MeasuredSet[]): string {
  const kinds = [...REGIMES, { name: 'none of these', holds: (one: Features) => !isWeak(one) }];
  const rows = kinds.map(({ name, holds }) => {
    const chosen = sets.map((set) => ({ set, ids: idsWhere(set, holds) }));
    const cells = LABELS.map((label) => {
      const errors = chosen.flatMap(({ set, ids }) =>
        errorsOf(set, label).filter(({ id }) => ids.has(id)),
      );
      return errors.length === 0 ? '–' : spreadText(spread(errors.map(({ error }) => error)));
    });
    return [name, String(chosen.reduce((sum, { ids }) => sum + ids.size, 0)), ...cells];
  });
  return table(['', 'cases', ...LABELS], rows);
}

function idsWhere({ features }: MeasuredSet, holds: (features: Features) => boolean) {
  return new Set([...features].filter(([, one]) => holds(one)).map(([id]) => id));
}

const WORST_OF = [
  'TTFT mean',
  'TTFT p99',
  'TBT mean',
  'TBT p99',
  'TPOT p99',
  'E2E mean',
  'E2E p99',
] as const;
const WORST_COUNT = 3;

function worst(sets: readonly MeasuredSet[]): string {
  const rows = WORST_OF.flatMap((label) =>
    sets
      .flatMap((set) =>
        errorsOf(set, label).map((row) => ({ row, features: set.features.get(row.id) })),
      )
      .sort((a, b) => Math.abs(b.row.error) - Math.abs(a.row.error))
      .slice(0, WORST_COUNT)
      .map(({ row, features }) => worstRow(row, features)),
  );
  const head = ['', 'error %', '± %', 'load', 'slots', 'output tokens', 'a prompt lasts'];
  return table(head, rows);
}

const STEP_COUNT = 8;

function steps(sets: readonly MeasuredSet[]): string {
  const rows = sets.flatMap((set) =>
    PERCENTILE_NAMES.flatMap((name) =>
      errorsOf(set, `TBT ${name}`).map(({ id, label, error, load }) => {
        const points = set.probability.get(id)?.get(name) ?? Number.NaN;
        return { label, error, load, points };
      }),
    ),
  );
  const chosen = rows.sort((a, b) => Math.abs(b.error) - Math.abs(a.error)).slice(0, STEP_COUNT);
  const cells = chosen.map(({ label, error, load, points }) => [
    ...[label, load.toFixed(2), percent(error), percent(points)],
  ]);
  return table(['', 'load', 'error %', 'points'], cells);
}

function worstRow(row: ErrorRow, features: Features | undefined): string[] {
  const { slots = 0, outputTokens = 0, prefillInDecodes = 0 } = features ?? {};
  const numbers = [row.load.toFixed(2), String(slots), outputTokens.toFixed(0)];
  return [
    row.label,
    percent(row.error),
    percent(row.halfWidth),
    ...numbers,
    prefillInDecodes.toFixed(0),
  ];
}

function fewTable(found: readonly FewTokens[]): string {
  const labels = Object.keys(found[0]?.errors ?? {});
  const rows = found.map(({ outputTokens, load, errors }) => [
    String(outputTokens),
    String(load),
    ...Object.values(errors).map(percent),
  ]);
  return table(['output tokens', 'load', ...labels], rows);
}
