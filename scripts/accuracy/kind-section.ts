/** Section of the page: errors by kind of scenario. */
import { KINDS, type Kind } from '../../src/scenario/kinds.ts';
import { labelOf } from './case.ts';
import type { ErrorRow } from './errors.ts';
import type { KindCase, KindSet } from './kinds.ts';
import { errorsOf, type MeasuredSet } from './measure.ts';
import { percent, spread, spreadText, table } from './spread.ts';

const SHOWN = ['ttft.mean', 'ttft.p99', 'tbt.mean', 'tbt.p99', 'e2e.mean', 'e2e.p99'] as const;
const WAITS = ['prefillWait', 'chunkWait', 'generationWait'].map((wait) => `queues.${wait}.mean`);

export function kindSection(plain: readonly MeasuredSet[], own: KindSet, others: KindSet): string {
  return `## By kind of scenario

Policies, orders of chunks, arrivals and full KV caches beside plain chunked prefill. |relative error| in per cent, **median / 90th percentile / maximum**, all
loads to 0.95 of the rate that a saturated simulation completes; *limit* is |simulated saturation / λ_max − 1|, its own noise
of about 0.5 % included. Engines and lengths are drawn over wide ranges (\`scripts/accuracy/variety.ts\`) and were
first looked at after the formulas were frozen, but for two repairs after that look: the wait for a slot under regular
arrivals, chosen on other engines, and the values by which pools of several prefill engines are told apart, found on one
engine of this set (disaggregated-3) and chosen by the others of it; nothing else is fitted to them but the error bands.
Figures of the single classes of requests count beside those of all in the rows of classes and priorities. Loads of the two
chunked-prefill rows are those of the Random and Design sets.

${kindTable([...plainRows(plain), ...own.cases.map(rowsOf)], SHOWN, own, absolute)}

The same less the half width of the 95 % interval of the simulation, which near saturation is several per cent:

${kindTable([...plainRows(plain), ...own.cases.map(rowsOf)], SHOWN, undefined, beyondInterval)}

Waits and the law of TBT. t_qp, t_qc and t_qg are means; *points* are the percentage points by which TBT p90 and p99
miss their probability ([why](#tbt-beside-a-step)). A wait that is a thousandth of the latency it belongs to may be off
by any share of itself:

${waitTable(own.cases)}
${declinedText(own)}
**Promised rates.** What the simulation had at a load of 0.65 and more is promised, where it is 1.5 times that of an idle
engine and more, and the formulas are asked for the largest rate that keeps it; promised over simulated rate less 1, |error| median / 90th percentile / maximum, and the
worst that was promised too much:

${promiseTable(own.cases)}

The same kinds simulated by an independent program; those of disaggregated pools were in view when the points of their rounds were chosen:

${kindTable(others.cases.map(rowsOf), SHOWN, undefined, absolute)}

and its promised rates:

${promiseTable(others.cases)}
`;
}

interface Rows {
  readonly kind: Kind;
  readonly rows: readonly ErrorRow[];
  readonly limitRatio?: number | undefined;
}
const rowsOf = ({ kind, rows, limitRatio }: KindCase): Rows => ({ kind, rows, limitRatio });

/** Cases of the plain sets that slaq simulated. */
function plainRows(sets: readonly MeasuredSet[]): readonly Rows[] {
  return sets.flatMap((set) =>
    set.answered.map(({ one }) => {
      const rows = SHOWN.flatMap((figure) =>
        errorsOf(set, figure).filter(({ id }) => id === one.id),
      );
      return { kind: rows[0]?.kind ?? 'chunked-prefill', rows };
    }),
  );
}

function kindTable(
  cases: readonly Rows[],
  figures: readonly string[],
  own: KindSet | undefined,
  error: (row: ErrorRow) => number,
): string {
  const rows = KINDS.flatMap((kind) => {
    const chosen = cases.filter((one) => one.kind === kind);
    if (chosen.length === 0) return [];
    const cells = figures.map((figure) => errorText(chosen, figure, error));
    const ratios = chosen.flatMap(({ limitRatio }) => limitRatio ?? []);
    const limit = ratios.length === 0 ? '–' : spreadText(spread(ratios.map((x) => x - 1)));
    return [[kind, String(chosen.length), ...cells, ...(own === undefined ? [] : [limit])]];
  });
  const limit = own === undefined ? [] : ['limit'];
  return table(['', 'cases', ...figures.map(labelOf), ...limit], rows);
}

const absolute = ({ error }: ErrorRow) => Math.abs(error);

function errorText(
  cases: readonly Rows[],
  figure: string,
  error: (row: ErrorRow) => number,
): string {
  const errors = cases.flatMap(({ rows }) =>
    rows.filter((row) => row.figure === figure).map(error),
  );
  return errors.length === 0 ? '–' : spreadText(spread(errors));
}

const beyondInterval = ({ error, halfWidth }: ErrorRow) =>
  Math.max(0, Math.abs(error) - (Number.isFinite(halfWidth) ? halfWidth : 0));

function waitTable(cases: readonly KindCase[]): string {
  const rows = KINDS.flatMap((kind) => {
    const chosen = cases.filter((one) => one.kind === kind);
    if (chosen.length === 0) return [];
    const waits = WAITS.map((figure) => errorText(chosen.map(rowsOf), figure, absolute));
    const points = (['p90', 'p99'] as const).map((name) => {
      const found = chosen.map((one) => one.points.get(name) ?? Number.NaN).filter(Number.isFinite);
      return found.length === 0 ? '–' : spreadText(spread(found));
    });
    return [[kind, ...waits, ...points]];
  });
  return table(['', ...WAITS.map(labelOf), 'points p90', 'points p99'], rows);
}

function promiseTable(cases: readonly KindCase[]): string {
  const rows = KINDS.flatMap((kind) => {
    const found = cases.filter((one) => one.kind === kind).flatMap(({ promises }) => promises);
    if (found.length === 0) return [];
    const of = (metric: string) =>
      found.filter(({ figure }) => figure.startsWith(metric)).map(({ error }) => error);
    const worst = Math.max(...found.map(({ error }) => error));
    const cells = ['ttft.p90', 'ttft.p99', 'e2e.p90', 'e2e.p99'].map((f) =>
      spreadText(spread(of(f))),
    );
    return [[kind, ...cells, percent(worst)]];
  });
  const head = ['ttft.p90', 'ttft.p99', 'e2e.p90', 'e2e.p99'].map(labelOf);
  return table(['', ...head, 'most over-promised'], rows);
}

function declinedText({ declined, overloaded }: KindSet): string {
  const some = [...declined].map(([kind, count]) => `${count} of ${kind}`);
  const lost =
    some.length === 0 ? '' : `\nDeclined, since there is no formula yet: ${some.join(', ')}.\n`;
  const over =
    overloaded.length === 0
      ? ''
      : `\nAnswered as overload though the simulation carried the load: ${overloaded.join(', ')}.\n`;
  return `${lost}${over}`;
}
