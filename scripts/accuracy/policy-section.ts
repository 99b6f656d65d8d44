/** Section of the page: errors by the policy and its setting. */
import { labelOf } from './case.ts';
import { errorsOf, type MeasuredSet } from './measure.ts';
import { spread, spreadText, table } from './spread.ts';

const SHOWN = ['ttft.mean', 'ttft.p99', 'tbt.mean', 'tbt.p99', 'e2e.mean', 'e2e.p99'] as const;

export function policySection(sets: readonly MeasuredSet[]): string {
  const kinds = [
    ['chunked-prefill, what the budget leaves', false],
    ['chunked-prefill with a chunk size', true],
  ] as const;
  const rows = kinds.map(([name, chunks]) => {
    const chosen = sets.map((set) => ({ set, ids: idsWith(set, chunks) }));
    const cells = SHOWN.map((figure) => {
      const errors = chosen.flatMap(({ set, ids }) =>
        errorsOf(set, figure).filter(({ id }) => ids.has(id)),
      );
      return spreadText(spread(errors.map(({ error }) => error)));
    });
    return [name, String(chosen.reduce((sum, { ids }) => sum + ids.size, 0)), ...cells];
  });
  const none = [
    'prefill-first',
    'decode-first',
    'static',
    'disaggregated',
    'chunks in another order',
  ];
  const without = none.map((name) => [name, '0', ...SHOWN.map(() => 'no formula')]);
  return `## By policy

|relative error| in per cent, all sets and loads, **median / 90th percentile / maximum**. Policies without a formula
are simulated only: \`slaq simulate\` answers for them, \`slaq predict\` declines.

${table(['', 'cases', ...SHOWN.map(labelOf)], [...rows, ...without])}
`;
}

function idsWith({ answered }: MeasuredSet, chunks: boolean): ReadonlySet<string> {
  const chosen = answered.filter(
    ({ one }) => (one.scenario.engine.chunkSize !== undefined) === chunks,
  );
  return new Set(chosen.map(({ one }) => one.id));
}
