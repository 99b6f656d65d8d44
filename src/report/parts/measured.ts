/** Measured figures with their intervals: the sections of the report of `simulate`. */
import { requestClasses, type WholeClass } from '../../scenario/request-classes.ts';
import { METRICS, type Scenario, type Sla, STATISTICS } from '../../scenario/scenario.ts';
import type { Estimate, Simulation } from '../../scenario/simulation.ts';
import { type ClassRow, OF_CLASS, tableOf } from './classes.ts';
import { countOf, digits, duration, durations, halfWidths, percent, spread } from './format.ts';
import { type Judge, limitRow, SHOWN } from './limits.ts';
import { iterationTable, ttftBars } from './sections.ts';
import { faint, type Paint, type Row, table } from './text.ts';

/** What was not seen. */
const NOTHING = '–';
type Measured = Estimate | null;

/** Latency by metric and statistic, below each its interval and the limits that were promised. */
export function measuredLatencies(answer: Simulation, sla: Sla, paint: Paint): string[] {
  const rows = METRICS.flatMap((metric): Row[] => {
    const figures = STATISTICS.map((statistic) => answer[metric][statistic]);
    return [
      [SHOWN[metric], ...times(figures)],
      ...spreadRow('', halfWidths(figures)),
      ...limitRow(metric, sla, measuredJudge(answer)),
    ];
  });
  return [
    isRandom(answer) ? 'Latency; ± is half the width of the 95 % interval' : 'Latency',
    ...table([faint(['', ...STATISTICS]), ...rows], paint),
  ];
}

/** Whether anything has an interval: a recorded trace is played once. */
function isRandom({ run }: Simulation): boolean {
  return run.replications > 1;
}

/** The same of each class of requests; nothing where they are all of one kind. */
export function measuredClasses({ traffic }: Scenario, answer: Simulation, paint: Paint): string[] {
  const classes = requestClasses(traffic);
  const rows = (answer.classes ?? []).map((one, place) => {
    const { name, share, sla } = classes[place] as WholeClass;
    const figures = OF_CLASS.map((metric): ClassRow => {
      const seen = STATISTICS.map((statistic) => one[metric][statistic]);
      const widths = halfWidths(seen);
      const lines = widths.every((text) => text === '') ? [] : [widths];
      return [metric, [times(seen), ...lines]];
    });
    return { name, share, sla, figures, judge: measuredClassJudge(answer, place) };
  });
  return answer.requests.completed > 0 ? tableOf(rows, paint) : [];
}

export function measuredJudge(answer: Simulation): Judge {
  return (metric, statistic, limit) => judged(answer[metric][statistic], limit);
}

export function measuredClassJudge(answer: Simulation, place: number): Judge {
  return (metric, statistic, limit) => {
    const own = metric === 'tbt' ? answer.tbt : answer.classes?.[place]?.[metric];
    return judged(own?.[statistic] ?? null, limit);
  };
}

/** A limit inside the interval of its figure is neither kept nor broken. */
function judged(figure: Measured, limit: number): ReturnType<Judge> {
  if (figure === null) return 'unsure';
  if (figure.value + figure.halfWidth <= limit) return 'kept';
  return figure.value - figure.halfWidth > limit ? 'broken' : 'unsure';
}

function times(figures: readonly Measured[]): string[] {
  const seen = figures.filter((figure) => figure !== null);
  const texts = durations(seen.map(({ value }) => value));
  return figures.map((figure) => (figure === null ? NOTHING : (texts.shift() ?? NOTHING)));
}

/** A faint row; none where nothing has an interval. */
function spreadRow(name: string, spreads: readonly string[]): Row[] {
  return spreads.every((text) => text === '') ? [] : [faint([name, ...spreads])];
}

/** Where the mean TTFT goes, and what the tokens after the first wait. */
export function measuredQueues({ ttft, tbt, queues }: Simulation, paint: Paint): string[] {
  const { prefillWait, chunkWait, generationWait } = queues;
  const bars =
    ttft.mean === null || prefillWait.mean === null || chunkWait.mean === null
      ? []
      : ttftBars(ttft.mean.value, prefillWait.mean.value, chunkWait.mean.value, paint);
  if (generationWait.mean === null || tbt.mean === null) return bars;
  const [wait, gap] = [generationWait.mean.value, tbt.mean.value].map(duration);
  const longest = generationWait.p99?.value ?? 0;
  const tail = longest > 0 ? `; p99 ${duration(longest)}` : '';
  return [...bars, `t_qg, wait between tokens: ${wait} of a mean gap of ${gap}${tail}`];
}

/** Mean composition of an iteration. */
export function measuredIteration({ batch, iterationTime }: Simulation, paint: Paint): string[] {
  const { prefillRequests, chunkTokens, decodes, contextTokens } = batch.mean;
  const counts = [prefillRequests, chunkTokens, decodes, contextTokens];
  const spreads = counts.map((figure) => (figure === null ? '' : spread(figure)));
  const [takes = '', longest = ''] = times([iterationTime.mean, iterationTime.p99]);
  const [error = '', longestError = ''] = halfWidths([iterationTime.mean, iterationTime.p99]);
  return iterationTable(
    [
      ['mean', ...counts.map(counted), takes],
      ...spreadRow('', [...spreads, error]),
      ['p99', '', '', '', '', longest],
      ...spreadRow('', ['', '', '', '', longestError]),
    ],
    paint,
  );
}

export function measuredCache({ memory: { kvCapacity, kvUsed } }: Simulation): string[] {
  const used = withSpread(kvUsed);
  if (kvCapacity === Infinity) return [`KV cache: no limit given; ${used} tokens in use`];
  const share = kvCapacity > 0 ? ` (${percent(kvUsed.value / kvCapacity)})` : '';
  return [`KV cache: ${used} of ${digits(kvCapacity, 0)} tokens in use${share}`];
}

export function measuredThroughput({ throughput }: Simulation): string {
  const { requests, promptTokens, outputTokens } = throughput;
  return `${withSpread(requests)} req/s; ${withSpread(promptTokens)} prompt + ${withSpread(outputTokens)} output tokens/s`;
}

function withSpread(figure: Estimate): string {
  const error = spread(figure);
  return error === '' ? counted(figure) : `${counted(figure)} ${error}`;
}

/** Whole from 100 on, three digits below. */
function counted(figure: Measured): string {
  if (figure === null) return NOTHING;
  return figure.value < 100 ? digits(figure.value) : countOf(figure.value);
}
