/** models/ → src/scenario/catalog-data.ts: the catalogue in SI, so that no units are parsed at run time. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type * as z from 'zod';
import type { Catalog, HardwareEntry, ModelEntry, Provenance } from '../src/scenario/catalog.ts';
import { parseQuantity } from '../src/scenario/quantity.ts';
import { quantityFields } from '../src/scenario/schema/fields.ts';
import { hardwareFileSchema, modelFileSchema } from './catalog-schema.ts';

const HEADER = `/** Generated from models/ by \`npm run generate\`; SI units. Do not edit. */
import type { Catalog } from './catalog.ts';

export const catalogData: Catalog = `;

/** Source text of the generated catalogue. @param root directory of the repository. */
export function catalogSource(root: string): string {
  return `${HEADER}${JSON.stringify(readCatalog(root), null, 1)};\n`;
}

export function readCatalog(root: string): Catalog {
  const hardwareFile = hardwareFileSchema(quantityFields(parseQuantity));
  return {
    hardware: files(`${root}/models/hardware`).map((file) => hardwareEntry(file, hardwareFile)),
    models: files(`${root}/models/llms`).map(modelEntry),
  };
}

interface File {
  readonly path: string;
  readonly name: string;
  readonly data: unknown;
}

function files(folder: string): readonly File[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => {
      const path = `${folder}/${file}`;
      return { path, name: file.replace(/\.yaml$/, ''), data: parse(readFileSync(path, 'utf8')) };
    });
}

function hardwareEntry(file: File, schema: ReturnType<typeof hardwareFileSchema>): HardwareEntry {
  const { title, prices, note, source: _, ...hardware } = read(file, schema);
  return {
    title,
    ...(note === undefined ? {} : { note }),
    hardware,
    prices,
    provenance: provenance(file.data),
  };
}

function modelEntry(file: File): ModelEntry {
  const { note, source: _, status: __, ...model } = read(file, modelFileSchema);
  return { ...(note === undefined ? {} : { note }), model, provenance: provenance(file.data) };
}

/** @throws Error naming the file and every field that is wrong. */
function read<T extends z.ZodType<{ name: string }>>(file: File, schema: T): z.output<T> {
  const outcome = schema.safeParse(file.data);
  if (outcome.success && outcome.data.name === file.name) return outcome.data;
  const faults = outcome.success
    ? `name: must be ${file.name}`
    : outcome.error.issues
        .map(({ path, message }) => `${path.join('.')}: allowed ${message}`)
        .join('\n');
  throw new Error(`${file.path}\n${faults}`);
}

/** Every map of a file that names its source or status, depth first. */
function provenance(data: unknown, path = ''): readonly Provenance[] {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return [];
  const { source, status } = data as { readonly source?: string; readonly status?: string };
  const own =
    source === undefined && status === undefined
      ? []
      : [{ path, status: status ?? '', source: source ?? '' }];
  const inner = Object.entries(data).flatMap(([key, value]) =>
    provenance(value, path === '' ? key : `${path}.${key}`),
  );
  return [...own, ...inner];
}
