/** `hardware` written out: what a GPU's datasheet says, or a catalogue entry with changes. */
import * as z from 'zod';
import { type Catalog, findHardware } from '../catalog.ts';
import { DEFAULT_HARDWARE } from '../defaults.ts';
import { genericCoefficients } from '../generic-coefficients.ts';
import type { Hardware } from '../hardware.ts';
import { count, moreThanZero, type QuantityFields, section, word, zeroOrMore } from './fields.ts';
import { catalogName, unknownName } from './names.ts';

/** The datasheet fields of a GPU, for scenario files and for the catalogue. */
export function datasheetFields({ quantity }: QuantityFields) {
  const compute = (format: string) =>
    quantity('compute', `Dense peak in ${format}, without sparsity.`, moreThanZero);
  return {
    peakFlops: section({
      bf16: compute('BF16'),
      fp8: z.exactOptional(compute('FP8')),
      fp4: z.exactOptional(compute('FP4')),
    }).meta({ description: 'Peak rates of the tensor cores; absent: format not supported.' }),
    memory: quantity('bytes', 'Memory of one GPU.', moreThanZero),
    memoryBandwidth: quantity('bandwidth', 'Memory bandwidth.', moreThanZero),
    linkBandwidth: quantity(
      'bandwidth',
      'To the other GPUs of the node, in one direction.',
      moreThanZero,
      '450 GB/s',
    ),
    multiprocessors: count('Streaming multiprocessors or compute units.', 1, 100_000),
    l2Cache: quantity('bytes', 'Last-level cache.', moreThanZero, '50 MB'),
    power: z.exactOptional(quantity('power', 'Board power.', moreThanZero)),
    pricePerHour: z.exactOptional(quantity('price', 'Per GPU and hour.', zeroOrMore)),
  };
}

/** An unmeasured GPU by its datasheet: it gets the generic coefficients. */
function datasheetSchema(fields: QuantityFields) {
  const datasheet = datasheetFields(fields);
  return section({
    name: word('Name to show.').default(DEFAULT_HARDWARE.name),
    ...datasheet,
    linkBandwidth: datasheet.linkBandwidth.prefault(DEFAULT_HARDWARE.linkBandwidth),
  }).transform((given): Hardware => {
    const coefficients = genericCoefficients(given.linkBandwidth);
    return { ...given, coefficients, status: 'generic' };
  });
}

/** A catalogue GPU with its own price or other numbers; changed numbers make it a prior. */
function variantSchema(fields: QuantityFields, catalog: Catalog, names: readonly string[]) {
  const datasheet = section(datasheetFields(fields)).exactPartial().shape;
  return section({
    from: catalogName('Catalogue GPU whose numbers apply where none are given here.', names),
    name: z.exactOptional(word('Name to show.')),
    ...datasheet,
  }).transform(({ from, ...changes }, context): Hardware => {
    const entry = findHardware(catalog, from);
    if (entry !== undefined) return changed(entry.hardware, changes);
    context.issues.push({ ...unknownName(from, 'a GPU', names), path: ['from'] });
    return z.NEVER;
  });
}

function changed(base: Hardware, changes: Partial<Hardware>): Hardware {
  const { name: _, pricePerHour: __, ...numbers } = changes;
  const measured = Object.keys(numbers).length === 0;
  return { ...base, ...changes, status: measured ? base.status : 'prior' };
}

/** The GPU: a catalogue name, a datasheet, or a catalogue entry with changes. */
export function hardwareSchema(fields: QuantityFields, catalog: Catalog) {
  const names = catalog.hardware.map(({ hardware }) => hardware.name);
  const named = catalogName('A GPU of the catalogue.', names).transform(
    (name, context): Hardware => {
      const entry = findHardware(catalog, name);
      if (entry !== undefined) return entry.hardware;
      context.issues.push(unknownName(name, 'a GPU', names));
      return z.NEVER;
    },
  );
  return z
    .union([named, datasheetSchema(fields), variantSchema(fields, catalog, names)], {
      error: 'the name of a GPU in the catalogue, or a map with its datasheet numbers',
    })
    .meta({ description: 'The GPU: a catalogue name, or its datasheet numbers.' });
}
