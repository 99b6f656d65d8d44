/** The parts that the reports of `predict` and `solve` share. */
import type { Composition, Prediction } from '../scenario/metrics.ts';
import { METRICS, type Sla, STATISTICS, type Statistic } from '../scenario/scenario.ts';
import { countOf, duration, durations, gigabytes, percent, writtenDuration } from './format.ts';
import { bar, type Cell, faint, type Paint, type Row, table, wrapped } from './text.ts';

/** Metrics as people write them. */
export const SHOWN = { ttft: 'TTFT', tbt: 'TBT', tpot: 'TPOT', e2e: 'E2E' } as const;

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
    const limits = sla[metric];
    if (limits === undefined || Object.keys(limits).length === 0) return [row];
    return [
      row,
      [
        '',
        ...STATISTICS.map((statistic) => limitCell(limits[statistic], answer[metric], statistic)),
      ],
    ];
  });
  return table([head, ...rows], paint, { left: [0, 6] });
}

function limitCell(
  limit: number | undefined,
  values: { readonly [S in Statistic]: number },
  statistic: Statistic,
): Cell {
  if (limit === undefined) return { text: '' };
  const isKept = values[statistic] <= limit;
  return {
    text: `≤ ${writtenDuration(limit)} ${isKept ? '✓' : '✗'}`,
    style: isKept ? 'good' : 'bad',
  };
}

const BAR = 50;

/** What the mean TTFT consists of: two waits and the computation of the prompt. */
export function queueBars(answer: Prediction, paint: Paint): string[] {
  const { prefillWait, chunkWait } = answer.queues;
  const { mean } = answer.ttft;
  if (!Number.isFinite(mean) || mean <= 0) return [];
  const computing = Math.max(0, mean - prefillWait.mean - chunkWait.mean);
  const parts = [
    ['t_qp  wait for the first chunk', prefillWait.mean],
    ['t_qc  wait between chunks', chunkWait.mean],
    ['t_inf computing the prompt', computing],
  ] as const;
  const rows = parts.map(([name, seconds]): Row => {
    const share = seconds / mean;
    return [name, duration(seconds), percent(share), bar(share, BAR)];
  });
  return [`Where the mean TTFT of ${duration(mean)} goes`, ...table(rows, paint, { left: [0, 3] })];
}

/** Mean composition of an iteration now and at the stability limit. */
export function batchTable(answer: Prediction, paint: Paint): string[] {
  const head = faint(['', 'prompts', 'prompt tokens', 'decodes', 'context tokens', 'takes']);
  const row = (name: string, mix: Composition): Row => [
    name,
    countOf(mix.prefillRequests),
    countOf(mix.chunkTokens),
    countOf(mix.decodes),
    countOf(mix.contextTokens),
    duration(mix.iterationTime),
  ];
  return [
    'One iteration works on',
    ...table(
      [
        head,
        row('mean at this load', answer.batch.mean),
        row('full load', answer.batch.atCapacity),
      ],
      paint,
    ),
  ];
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
