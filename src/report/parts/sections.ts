/** The parts that the reports of `predict`, `solve` and `simulate` share. */
import type { Composition, Prediction } from '../../scenario/metrics.ts';
import { METRICS, type Sla, STATISTICS } from '../../scenario/scenario.ts';
import { countOf, duration, durations, gigabytes, percent } from './format.ts';
import { type Judge, limitRow, SHOWN } from './limits.ts';
import { bar, type Cell, faint, type Paint, type Row, table, wrapped } from './text.ts';

/** Latency by metric and statistic; below each promised metric its limits, kept ✓ or broken ✗. */
export function latencyTable(answer: Prediction, sla: Sla, paint: Paint): string[] {
  const head = faint(['', ...STATISTICS, 'expected error']);
  const rows = METRICS.flatMap((metric): Row[] => {
    const { mean, p99 } = answer.errorBand[metric];
    const values = durations(STATISTICS.map((statistic) => answer[metric][statistic]));
    const band = `± ${percent(mean)} mean, ${percent(p99)} p99`;
    const row: Row = [
      SHOWN[metric],
      ...values,
      { text: answer.stable ? band : '', style: 'faint' },
    ];
    return [row, ...limitRow(metric, sla, judgeOf(answer))];
  });
  return table([head, ...rows], paint, { left: [0, 6] });
}

/** A figure without an interval keeps its limit or breaks it. */
export function judgeOf(answer: Prediction): Judge {
  return (metric, statistic, limit) => (answer[metric][statistic] <= limit ? 'kept' : 'broken');
}

const BAR = 50;

/** What the mean TTFT consists of: two waits and the computation of the prompt. */
export function queueBars(answer: Prediction, paint: Paint): string[] {
  const { prefillWait, chunkWait } = answer.queues;
  const { queues } = answer.errorBand;
  return ttftBars(answer.ttft.mean, prefillWait.mean, chunkWait.mean, paint, [
    queues.prefillWait.mean,
    queues.chunkWait.mean,
  ]);
}

export function ttftBars(
  mean: number,
  prefillWait: number,
  chunkWait: number,
  paint: Paint,
  bands: readonly number[] = [],
): string[] {
  if (!Number.isFinite(mean) || mean <= 0) return [];
  const computing = Math.max(0, mean - prefillWait - chunkWait);
  const parts = [
    ['t_qp  wait for the first chunk', prefillWait],
    ['t_qc  wait between chunks', chunkWait],
    ['t_inf computing the prompt', computing],
  ] as const;
  const rows = parts.map(([name, seconds], place): Row => {
    const share = seconds / mean;
    const band = bands[place] ?? 0;
    const error: Cell = { text: band > 0 ? `± ${percent(band)}` : '', style: 'faint' };
    const said = bands.length > 0 ? [error] : [];
    return [
      name,
      duration(seconds),
      ...said,
      percent(share),
      bar(share, bands.length > 0 ? BAR - 10 : BAR),
    ];
  });
  return [
    `Where the mean TTFT of ${duration(mean)} goes`,
    ...table(rows, paint, { left: [0, bands.length > 0 ? 4 : 3] }),
  ];
}

/** Mean composition of an iteration now and at the stability limit. */
export function batchTable(answer: Prediction, paint: Paint): string[] {
  const row = (name: string, mix: Composition): Row => [
    name,
    countOf(mix.prefillRequests),
    countOf(mix.chunkTokens),
    countOf(mix.decodes),
    countOf(mix.contextTokens),
    duration(mix.iterationTime),
  ];
  const { mean, atCapacity } = answer.batch;
  const rows = [
    row('mean at this load', mean),
    expectedErrors(answer),
    row('full load', atCapacity),
  ];
  return iterationTable(rows, paint);
}

/** Of the means of an iteration. */
function expectedErrors({ errorBand }: Prediction): Row {
  const { prefillRequests, chunkTokens, decodes, contextTokens } = errorBand.batch.mean;
  const bands = [
    prefillRequests,
    chunkTokens,
    decodes,
    contextTokens,
    errorBand.iterationTime.mean,
  ];
  return faint(['expected error', ...bands.map((band) => `± ${percent(band)}`)]);
}

/** Rows of prompts, prompt tokens, decodes, context tokens and time. */
export function iterationTable(rows: readonly Row[], paint: Paint): string[] {
  const head = faint(['', 'prompts', 'prompt tokens', 'decodes', 'context tokens', 'takes']);
  return ['One iteration works on', ...table([head, ...rows], paint)];
}

/** Bytes of one GPU and use of the KV cache. */
export function memoryLines(answer: Prediction): string[] {
  const { kvCapacity, kvUsed, kvUtilization, perGpu } = answer.memory;
  const tokens =
    kvCapacity === Infinity
      ? `KV cache: no limit given; ${countOf(kvUsed)} tokens in use`
      : `KV cache: ${countOf(kvUsed)} of ${countOf(kvCapacity)} tokens in use (${percent(kvUtilization)})`;
  if (perGpu === undefined) return [tokens];
  const { usable, weights, activations, kvCache, shortfall } = perGpu;
  const bytes = `Memory per GPU: ${gigabytes(usable)} usable = weights ${gigabytes(weights)} + activations ${gigabytes(activations)} + KV cache ${gigabytes(kvCache)}`;
  const missing = `Memory per GPU: ${gigabytes(usable)} usable, weights ${gigabytes(weights)}, activations ${gigabytes(activations)}: ${gigabytes(shortfall)} missing`;
  return shortfall > 0 ? wrapped(missing, 2) : [...wrapped(bytes, 2), tokens];
}

export function warningLines(warnings: readonly string[], paint: Paint): string[] {
  return warnings.flatMap((warning) =>
    wrapped(`! ${warning}`, 2).map((line) => paint('warning', line)),
  );
}

/** Blocks that have lines, with an empty line between them. */
export function blocks(...parts: readonly (readonly string[])[]): string {
  const filled = parts.filter((lines) => lines.length > 0);
  return `${filled.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
