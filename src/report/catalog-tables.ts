/** The catalogue for people: lists of GPUs and models. */
import type { Catalog } from '../scenario/catalog.ts';
import { digits, written } from './parts/format.ts';
import { blocks } from './parts/sections.ts';
import { faint, type Paint, plain, type Row, table } from './parts/text.ts';

/** All GPUs: peaks, memory, price, and whether their kernels were measured. */
export function hardwareTable({ hardware }: Catalog, paint: Paint = plain): string {
  const head = [
    'hardware',
    'BF16',
    'FP8',
    'FP4',
    'memory',
    'bandwidth',
    'link',
    'price',
    'kernels',
  ];
  const rows = hardware.map(
    ({ hardware: gpu }): Row => [
      gpu.name,
      tera(gpu.peakFlops.bf16),
      tera(gpu.peakFlops.fp8),
      tera(gpu.peakFlops.fp4),
      `${written(gpu.memory / 1e9)} GB`,
      `${written(gpu.memoryBandwidth / 1e12)} TB/s`,
      `${written(gpu.linkBandwidth / 1e9)} GB/s`,
      gpu.pricePerHour === undefined ? '' : `$${gpu.pricePerHour.toFixed(2)}/h`,
      gpu.status,
    ],
  );
  const units =
    'Dense TFLOP/s. Prices are defaults per GPU; `slaq catalog hardware NAME` gives sources.';
  return blocks(table([faint(head), ...rows], paint, { left: [0, 8], indent: 0 }), [units]);
}

function tera(flops: number | undefined): string {
  return flops === undefined ? '–' : written(flops / 1e12);
}

/** All models: layers, widths, experts, context. */
export function modelTable({ models }: Catalog, paint: Paint = plain): string {
  const head = [
    'model',
    'layers',
    'hidden',
    'heads',
    'KV heads',
    'experts',
    'context',
    'format',
    'window',
  ];
  const rows = models.map(
    ({ model }): Row => [
      model.name,
      `${model.layers}`,
      `${model.hidden}`,
      `${model.heads}`,
      model.latentAttention === undefined ? `${model.kvHeads}` : 'latent',
      model.experts === undefined ? '' : `${model.experts.active} of ${model.experts.count}`,
      digits(model.maxContext),
      model.checkpointFormat ?? 'bf16',
      model.slidingWindow === undefined ? '' : `${model.slidingWindow.window}`,
    ],
  );
  return blocks(table([faint(head), ...rows], paint, { left: [0, 7], indent: 0 }));
}
