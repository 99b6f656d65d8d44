/** What a trace says of its traffic, for a terminal. */
import type {
  ArrivalDescription,
  LengthDescription,
  TrafficDescription,
} from '../scenario/traffic-description.ts';
import { digits, duration, percent, rate } from './parts/format.ts';
import { faint, type Paint, plain, type Row, table, wrapped } from './parts/text.ts';
import { trafficSection } from './traffic-section.ts';

/** Text of the description, up to 100 columns wide; the fitted section comes last. */
export function trafficReport(description: TrafficDescription, paint: Paint = plain): string {
  const { requests, arrivals, promptTokens, outputTokens, notes } = description;
  const head =
    arrivals === undefined
      ? `${digits(requests, 0)} requests, without times`
      : `${digits(requests, 0)} requests in ${spanOf(arrivals.span)}, ${rate(arrivals.meanRate)} on average`;
  const lines = [
    paint('strong', head),
    '',
    ...(arrivals === undefined ? [] : [...overTime(arrivals, paint), '']),
    paint('strong', 'Lengths'),
    ...lengthTable(promptTokens, outputTokens, paint),
    ...together(description),
    '',
    ...(arrivals === undefined ? [] : [...burstiness(arrivals, paint), '']),
    ...notes.flatMap((note) => wrapped(`! ${note}`, 2).map((line) => paint('warning', line))),
    ...(notes.length > 0 ? [''] : []),
    ...trafficSection(description),
  ];
  return `${lines.join('\n')}\n`;
}

const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];

/** @example spanOf(5400) // '1.50 h' */
export function spanOf(seconds: number): string {
  if (seconds >= 2 * DAY) return `${digits(seconds / DAY)} days`;
  if (seconds >= HOUR) return `${digits(seconds / HOUR)} h`;
  return seconds >= 2 * MINUTE ? `${digits(seconds / MINUTE)} min` : duration(seconds);
}

const BARS = '▁▂▃▄▅▆▇█';

/** A bar for each part of the trace, and how the rate spreads over them. */
function overTime({ rateOverTime: { width, rates } }: ArrivalDescription, paint: Paint): string[] {
  const most = Math.max(...rates);
  const bars = rates.map((each) =>
    each === 0 ? ' ' : BARS[Math.min(7, Math.floor((8 * each) / most))],
  );
  const sorted = [...rates].sort((a, b) => a - b);
  const at = (p: number) => digits(sorted[Math.round(p * (sorted.length - 1))] ?? 0);
  return [
    `${paint('strong', 'Rate over time')}, req/s in parts of ${spanOf(width)}`,
    `  ${bars.join('')}`,
    ...table(
      [faint(['least', '10 %', 'median', '90 %', 'most']), [0, 0.1, 0.5, 0.9, 1].map((p) => at(p))],
      paint,
      { left: [] },
    ),
  ];
}

const signed = (share: number) => `${share < 0 ? '−' : '+'}${percent(Math.abs(share))}`;

function lengthTable(prompt: LengthDescription, output: LengthDescription, paint: Paint): string[] {
  const lengths = [['prompt', prompt] as const, ['output', output] as const];
  const numbers = ({ mean, cv, p50, p90, p99, max }: LengthDescription) => [
    digits(mean),
    cv.toFixed(2),
    ...[p50, p90, p99, max].map((x) => digits(x, 0)),
  ];
  const fits = lengths.flatMap(([name, { law, empirical }]): Row[] =>
    [law, empirical].map(({ law: made, distance, mean, secondMoment, p99 }) => [
      name,
      made.distribution === 'empirical' ? `${made.values.length} values` : made.distribution,
      percent(distance),
      signed(mean),
      signed(secondMoment),
      signed(p99),
    ]),
  );
  return [
    ...table(
      [
        faint(['tokens', 'mean', 'cv', 'p50', 'p90', 'p99', 'most', 'Hill index']),
        ...lengths.map(([name, each]) => [
          name,
          ...numbers(each),
          Number.isFinite(each.tail.index) ? each.tail.index.toFixed(1) : '∞',
        ]),
      ],
      paint,
    ),
    ...table([faint(['', 'law', 'distance', 'mean', 'E[x²]', 'p99']), ...fits], paint, {
      left: [0, 1],
    }),
  ];
}

function together({ dependence }: TrafficDescription): string[] {
  const { correlation, ofLogarithms, contextRatio } = dependence;
  return [
    `  prompt and output: correlation ${correlation.toFixed(2)}, of logarithms ${ofLogarithms.toFixed(2)}; context of decodes × ${contextRatio.toFixed(2)}`,
  ];
}

function burstiness({ gaps, dispersion, fit }: ArrivalDescription, paint: Paint): string[] {
  const rows = dispersion.map(
    ({ seconds, windows, index, local }, i): Row => [
      duration(seconds),
      digits(windows, 0),
      digits(index),
      digits(local),
      digits(fit.dispersion[i] ?? 0),
    ],
  );
  const others = Object.entries(fit.others).map(([name, error]) => `${name} ${percent(error)}`);
  const also = others.length === 0 ? '' : ` (${others.join(', ')})`;
  return [
    paint('strong', 'Burstiness'),
    ...(gaps === undefined
      ? []
      : [
          `  gaps: squared cv ${digits(gaps.scv)}, correlation of neighbours ${gaps.correlation.toFixed(2)}`,
        ]),
    ...table(
      [
        faint(['window', 'windows', 'index of dispersion', 'of neighbours', fit.arrivals.process]),
        ...rows,
      ],
      paint,
    ),
    `  ${fit.arrivals.process}: index of dispersion within ${percent(fit.error)}${also}${fit.thirdMoment ? ', third moment matched' : ''}`,
  ];
}
