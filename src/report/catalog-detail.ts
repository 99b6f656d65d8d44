/** One entry of the catalogue for people, with the origin of each number. */
import type { HardwareEntry, ModelEntry, Provenance } from '../scenario/catalog.ts';
import { written, writtenDuration } from './parts/format.ts';
import { blocks } from './parts/sections.ts';
import { faint, joined, type Paint, plain, type Row, table, wrapped } from './parts/text.ts';

/** One GPU with the source and status of each number. */
export function hardwareDetail(entry: HardwareEntry, paint: Paint = plain): string {
  const { hardware, title, note, prices, provenance } = entry;
  const { coefficients, peakFlops: _, name, status, pricePerHour: __, ...datasheet } = hardware;
  const prose = [
    paint('strong', `${name} · ${title}`),
    `Kernels: ${status}`,
    ...(note === undefined ? [] : wrapped(note)),
  ];
  const rows: Row[] = [
    ...numberRows({ peakFlops: hardware.peakFlops, ...datasheet }, provenance, ''),
    ...numberRows({ coefficients }, provenance, ''),
  ];
  const offers = prices.map(({ pricePerHour, offer, date, source }) =>
    indented(
      `$${pricePerHour.toFixed(2)}/h  ${offer}${date === undefined ? '' : `, ${date}`}: ${source}`,
    ),
  );
  return blocks(
    prose,
    table([faint(['number', 'value', 'status']), ...rows], paint, { left: [0, 2], indent: 0 }),
    offers.length === 0 ? [] : ['Prices per GPU-hour', ...offers.flat()],
    sourceLines(provenance, 'datasheet'),
  );
}

/** One model with the source of its numbers. */
export function modelDetail({ model, note, provenance }: ModelEntry, paint: Paint = plain): string {
  const { name, ...numbers } = model;
  return blocks(
    [paint('strong', name), ...(note === undefined ? [] : wrapped(note))],
    table(numberRows(numbers, [], ''), paint, { left: [0], indent: 0 }),
    sourceLines(provenance, 'all'),
  );
}

/** Each number of a nested map as a row: its path, its value with unit, the status of its group. */
function numberRows(value: object, origins: readonly Provenance[], path: string): Row[] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]): Row[] => {
    const full = path === '' ? key : `${path}.${key}`;
    if (typeof inner === 'object' && inner !== null) return numberRows(inner, origins, full);
    return [[full, valueText(full, inner), statusOf(origins, full)]];
  });
}

const BANDWIDTH = /[bB]andwidth$/;
const TIME = /(launch|latency|latencyPerDoubling|host\.base|perRequest)$/;

function valueText(path: string, value: unknown): string {
  if (typeof value !== 'number') return String(value);
  if (path.startsWith('peakFlops')) return `${written(value / 1e12)} TFLOP/s`;
  if (BANDWIDTH.test(path)) return `${written(value / 1e9)} GB/s`;
  if (TIME.test(path)) return value < 1e-3 ? `${written(value * 1e6)} µs` : writtenDuration(value);
  if (path === 'memory') return `${written(value / 1e9)} GB`;
  if (path === 'l2Cache') return `${written(value / 1e6)} MB`;
  return path === 'power' ? `${written(value)} W` : String(value);
}

/** Status of the innermost group that names one; datasheet numbers stand at the top. */
function statusOf(origins: readonly Provenance[], path: string): string {
  const around = origins.filter(
    (origin) => origin.path !== '' && path.startsWith(`${origin.path}.`),
  );
  const innermost = around.sort((a, b) => b.path.length - a.path.length)[0];
  if (innermost !== undefined) return innermost.status;
  return path.startsWith('coefficients') || origins.length === 0 ? '' : 'datasheet';
}

/** Sources, each once, with what it is the source of. */
function sourceLines(origins: readonly Provenance[], whole: string): string[] {
  const bySource = new Map<string, string[]>();
  for (const { source, path } of origins) {
    if (source === '') continue;
    const paths = bySource.get(source) ?? [];
    bySource.set(source, [...paths, path === '' ? whole : path.replace('coefficients.', '')]);
  }
  const lines = [...bySource].flatMap(([source, paths]) =>
    indented(`${paths.join(', ')}: ${source}`),
  );
  return lines.length === 0 ? [] : ['Sources', ...lines];
}

/** A paragraph two columns in, its later lines four. */
function indented(text: string): string[] {
  return joined(`  ${text}`.split(/(?<=\S) /), ' ', 4);
}
