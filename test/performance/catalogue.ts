import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Architecture } from '../../src/scenario/architecture.ts';
import type { Hardware } from '../../src/scenario/hardware.ts';

/** Names of the catalogue's entries, as their files are called. */
export function catalogueNames(folder: 'hardware' | 'llms'): readonly string[] {
  return readdirSync(`models/${folder}`).map((file) => file.replace('.yaml', ''));
}

/** A model as its catalogue file says. */
export function catalogueModel(name: string): Architecture {
  const { source: _, status: __, note: ___, ...model } = parsed(`llms/${name}`);
  return model as unknown as Architecture;
}

/** A GPU as its catalogue file says, quantities in SI. */
export function catalogueHardware(name: string): Hardware {
  const { prices: _, note: __, title: ___, source: ____, ...hardware } = parsed(`hardware/${name}`);
  return si(hardware) as Hardware;
}

export function parsed(path: string): Record<string, unknown> {
  return parse(readFileSync(`models/${path}.yaml`, 'utf8'));
}

/** SI value of the units in the catalogue's files. */
const UNITS: Record<string, number> = {
  MiB: 2 ** 20,
  MB: 1e6,
  'GB/s': 1e9,
  'TB/s': 1e12,
  TFLOPS: 1e12,
  us: 1e-6,
  W: 1,
  'USD/hour': 1,
};
const PROVENANCE = ['source', 'status', 'note'];

/** Every quantity in text as its SI number; source and status of groups left out. */
function si(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return siNumber(value) ?? value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => depth === 0 || !PROVENANCE.includes(key));
  return Object.fromEntries(entries.map(([key, field]) => [key, si(field, depth + 1)]));
}

function siNumber(text: string): number | undefined {
  const [number = '', unit = ''] = text.split(' ');
  const scale = UNITS[unit];
  return scale === undefined ? undefined : Number((Number(number) * scale).toPrecision(15));
}
