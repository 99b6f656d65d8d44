/** The answer of `validate` for people: both answers side by side, and a verdict of each figure. */
import type { Scenario } from '../scenario/scenario.ts';
import type { Comparison, Validation, Verdict } from '../scenario/validation.ts';
import {
  countOf,
  digits,
  duration,
  durations,
  halfWidths,
  percent,
  rate,
  spread,
} from './parts/format.ts';
import { engineSettings, heading } from './parts/heading.ts';
import { SHOWN } from './parts/limits.ts';
import { blocks, warningLines } from './parts/sections.ts';
import {
  type Cell,
  entries,
  faint,
  type Paint,
  plain,
  type Row,
  type Style,
  table,
} from './parts/text.ts';

const STYLE: { readonly [V in Verdict]: Style } = {
  agrees: 'good',
  'within band': 'strong',
  disagrees: 'bad',
  'not judged': 'warning',
};

/** A report of at most 100 columns, ending in a line break. */
export function validationReport(
  scenario: Scenario,
  answer: Validation,
  paint: Paint = plain,
): string {
  const warnings = [...answer.prediction.warnings, ...answer.simulation.warnings];
  return blocks(
    heading(scenario, paint, engineSettings(scenario)),
    summary(answer, paint),
    figureTable(answer, paint),
    warningLines([...new Set(warnings)], paint),
  );
}

function summary({ verdict, prediction, simulation, comparisons }: Validation, paint: Paint) {
  const counts = (Object.keys(STYLE) as Verdict[]).flatMap((one) => {
    const count = comparisons.filter((each) => each.verdict === one).length;
    return count === 0 ? [] : [`${count} ${one}`];
  });
  const { requests, run, kind } = simulation;
  const load = `${percent(prediction.utilization)} of the stability limit ${rate(prediction.maxArrivalRate)}`;
  return entries(
    [
      ['Verdict', { text: verdict, style: STYLE[verdict] }],
      ['Figures', counts.join(', ')],
      ['Load', load],
      [
        'Simulated',
        `${kind}, ${digits(requests.arrived, 0)} requests in ${duration(run.seconds)}, seed ${run.seed}; ± is half of a 95 % interval`,
      ],
    ],
    paint,
  );
}

function figureTable({ comparisons, prediction }: Validation, paint: Paint): string[] {
  const classes = prediction.classes?.map(({ name }) => name) ?? [];
  const head = faint(['', 'predicted', 'simulated', '±', 'error', 'band', '']);
  return table([head, ...comparisons.map((one) => figureRow(one, classes))], paint, {
    left: [0, 6],
  });
}

function figureRow(one: Comparison, classes: readonly string[]): Row {
  const { figure, predicted, simulated, error, band, verdict } = one;
  const said: Cell = { text: verdict, style: STYLE[verdict] };
  if (figure === 'stable')
    return ['load is carried', yes(predicted), yes(simulated.value), '', '', percent(band), said];
  const [first = '', second = ''] = isTime(figure)
    ? durations([predicted, simulated.value])
    : [countOf(predicted), countOf(simulated.value)];
  const width = isTime(figure) ? (halfWidths([simulated])[0] ?? '') : spread(simulated);
  const off = error === null ? '' : signed(error);
  return [nameOf(figure, classes), first, second, width, off, percent(band), said];
}

const yes = (value: number) => (value === 1 ? 'yes' : 'no');

/** With its sign, unless it rounds to nothing. */
function signed(share: number): string {
  const text = percent(Math.abs(share));
  if (text === '0 %') return text;
  return `${share > 0 ? '+' : '−'}${text}`;
}

function isTime(figure: string): boolean {
  return !(figure.startsWith('batch') || figure.startsWith('throughput'));
}

const NAMES: { readonly [figure: string]: string } = {
  'queues.prefillWait.mean': 't_qp mean',
  'queues.prefillWait.p99': 't_qp p99',
  'queues.chunkWait.mean': 't_qc mean',
  'queues.generationWait.mean': 't_qg mean',
  'iterationTime.mean': 'iteration mean',
  'iterationTime.p99': 'iteration p99',
  'batch.mean.prefillRequests': 'prompts in it',
  'batch.mean.chunkTokens': 'prompt tokens in it',
  'batch.mean.decodes': 'decodes in it',
  'batch.mean.contextTokens': 'context tokens in it',
  'throughput.requests': 'requests per second',
};

function nameOf(figure: string, classes: readonly string[]): string {
  if (figure.startsWith('classes.')) {
    const [, place = '', ...rest] = figure.split('.');
    const own = rest[0] === 'prefillWait' ? `queues.${rest.join('.')}` : rest.join('.');
    return `${classes[Number(place)] ?? ''}: ${nameOf(own, [])}`;
  }
  const [metric = '', statistic = ''] = figure.split('.');
  const shown: { readonly [metric: string]: string } = SHOWN;
  return NAMES[figure] ?? `${shown[metric] ?? metric} ${statistic}`;
}
