/** Section of the page: where not to trust the answers. */
import type { ErrorRow } from './errors.ts';
import { type FewTokens, fewTokens } from './few-tokens.ts';
import { errorsOf, type MeasuredSet } from './measure.ts';
import { type Features, isWeak, REGIMES } from './regimes.ts';
import { percent, spread, spreadText, table } from './spread.ts';

const LABELS = ['TTFT mean', 'TTFT p99', 'TBT mean', 'E2E mean', 'E2E p99'] as const;

export function badSection(sets: readonly MeasuredSet[]): string {
  return `## What is bad

Kinds of scenario in which errors are larger, all sets together; |relative error| in per cent, **median /
90th percentile / maximum**. They overlap. A prompt *lasts* what its prefill takes on an idle engine.

${regimeTable(sets)}

${PROSE}

${worst(sets)}

### Answers of a few tokens

The sets hold none. One engine (64 slots, prompts of 600 tokens on average, fixed outputs), simulated for
this page; signed relative error in per cent:

${fewTable(fewTokens())}
`;
}

const PROSE = `- **Long prompts between many short iterations.** While a prompt lasts as long as tens of decode iterations,
  a few requests' answers stand still at once, and whose answer meets whose prompt decides everything.
  Decodes and prompts are taken as nearly independent: means of TBT and E2E come out too low, TPOT and
  E2E p99 far too low, and TBT percentiles fall on the wrong side of the step.
- **Prompts that outweigh their answers.** The number of requests that decode swings as widely as the
  prompts; near the stability limit TBT and E2E means are then off by tens of per cent either way.
- **Few slots near saturation.** The wait for a slot is a formula for a single fast server; with up to
  8 slots, and most of all with fixed outputs that end in step, TTFT is off by 10 to 50 %.
- **Loads above 0.92.** 1 % of error in the stability limit is 20 % in the wait. The simulations
  themselves know these percentiles to 5 to 25 % only.
- **TPOT p99**, and TPOT of few tokens: the spread of TPOT over requests with different numbers of tokens
  is the crudest of the laws here.
- **Steps.** TBT is the time of an iteration with or without prompt tokens, and these can differ tenfold.
  Where 5 % of the tokens are in the slow kind, p95 sits on the step, and 0.1 points of probability
  move it across: relative errors of 50 to 500 % at p90 or p95 beside p99 within 1 %. The errors
  on the scale of probability, at the end of each section, say how good the law is.`;

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
  return `The ${WORST_COUNT} worst cases of each metric, signed error; a prompt lasts so many decode iterations:\n\n${table(head, rows)}`;
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
