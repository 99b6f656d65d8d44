/** Several policies side by side, for people. */
import type { LatencySummary, PolicyAnswer } from '../scenario/metrics.ts';
import { METRICS, type Scenario, STATISTICS } from '../scenario/scenario.ts';
import { digits, durations, percent } from './parts/format.ts';
import { heading } from './parts/heading.ts';
import { blocks, judgeOf } from './parts/sections.ts';
import { type Cell, faint, type Paint, plain, type Row, table, wrapped } from './parts/text.ts';

const COLUMNS = [
  ['TTFT mean', 'ttft', 'mean'],
  ['p99', 'ttft', 'p99'],
  ['TBT mean', 'tbt', 'mean'],
  ['p99', 'tbt', 'p99'],
  ['E2E mean', 'e2e', 'mean'],
  ['p99', 'e2e', 'p99'],
] as const;

/** A report of at most 100 columns, ending in a line break. */
export function policiesReport(
  scenario: Scenario,
  answers: readonly PolicyAnswer[],
  paint: Paint = plain,
): string {
  const known = answers.filter(({ prediction }) => prediction !== undefined);
  return blocks(
    heading(scenario, paint, [`≤ ${scenario.engine.maxBatchSize} requests`]).slice(0, 1),
    known.length > 0 ? comparison(scenario, known, paint) : [],
    known.length > 0 ? waits(known, paint) : [],
    notes(answers, paint),
  );
}

function comparison(scenario: Scenario, answers: readonly PolicyAnswer[], paint: Paint): string[] {
  const columns = COLUMNS.map(([, metric, statistic]) =>
    durations(answers.map((one) => latency(one, metric)[statistic])),
  );
  const rows = answers.map(({ policy, prediction }, place): Row => {
    if (prediction === undefined) return [policy];
    const { utilization, maxArrivalRate, stable } = prediction;
    const load: Cell = { text: percent(utilization), ...(stable ? {} : { style: 'bad' }) };
    const promise = promiseOf(scenario, prediction);
    return [policy, digits(maxArrivalRate), load, ...columns.map((c) => c[place] ?? ''), promise];
  });
  const head = ['', 'req/s', 'load', ...COLUMNS.map(([name]) => name), 'SLA'];
  return table([faint(head), ...rows], paint, { left: [0, 9], indent: 0 });
}

function latency({ prediction }: PolicyAnswer, metric: (typeof METRICS)[number]): LatencySummary {
  const none = Object.fromEntries(STATISTICS.map((name) => [name, Infinity])) as LatencySummary;
  return prediction?.[metric] ?? none;
}

function promiseOf({ sla }: Scenario, prediction: NonNullable<PolicyAnswer['prediction']>): Cell {
  const judge = judgeOf(prediction);
  const verdicts = METRICS.flatMap((metric) =>
    STATISTICS.flatMap((statistic) => {
      const limit = sla[metric]?.[statistic];
      return limit === undefined ? [] : [judge(metric, statistic, limit)];
    }),
  );
  if (verdicts.length === 0) return { text: '' };
  const broken = verdicts.filter((verdict) => verdict === 'broken').length;
  return broken === 0
    ? { text: '✓', style: 'good' }
    : { text: `✗ ${broken} of ${verdicts.length}`, style: 'bad' };
}

function waits(answers: readonly PolicyAnswer[], paint: Paint): string[] {
  const rows = answers.flatMap(({ policy, prediction }): Row[] => {
    if (prediction === undefined) return [];
    const { prefillWait, chunkWait, generationWait } = prediction.queues;
    const shown = [prefillWait, chunkWait, generationWait].flatMap(({ mean, p99 }) =>
      durations([mean, p99]),
    );
    const { ttft, tbt } = prediction.errorBand;
    return [[policy, ...shown, `± ${percent(ttft.p99)}`, `± ${percent(tbt.p99)}`]];
  });
  const head = [
    'Waits',
    't_qp mean',
    'p99',
    't_qc mean',
    'p99',
    't_qg mean',
    'p99',
    'TTFT p99',
    'TBT p99',
  ];
  return table([faint(head), ...rows], paint, { left: [0], indent: 0 });
}

function notes(answers: readonly PolicyAnswer[], paint: Paint): string[] {
  const declined = answers.flatMap(({ policy, declined: why }) =>
    why === undefined ? [] : [`${policy}: ${why.replaceAll('\n', '; ')}`],
  );
  const several = answers.flatMap(({ policy, engines }) =>
    engines > 1 ? [`${policy} has ${engines} engines, the others one`] : [],
  );
  return [...several, ...declined].flatMap((note) =>
    wrapped(`! ${note}`, 2).map((line) => paint('warning', line)),
  );
}
