/** docs/scenario.md: every field of a scenario file, written from its JSON Schema. */
import type { JsonSchema } from './json-schema.ts';

const INTRODUCTION = `# Scenario files

A scenario says what runs, under which traffic, and which latency is promised. It is YAML or JSON.
This page is generated from the schema (\`npm run generate\`); editors complete scenarios from
[scenario.schema.json](scenario.schema.json), for instance when a file in this folder begins with

\`\`\`yaml
# yaml-language-server: $schema=scenario.schema.json
\`\`\`

Rules for all of it:

- A quantity is a number and its unit: \`500 ms\`, \`25 us\`, \`8 /s\`, \`480 /min\`, \`80 GB\`, \`80 GiB\`,
  \`3.35 TB/s\`, \`989 TFLOPS\`, \`2.5 USD/hour\`. A bare number where a unit is due is an error.
  GB is 10⁹ bytes, GiB is 2³⁰.
- Counts (tokens, requests, GPUs) are bare whole numbers. Shares are numbers or percentages:
  \`0.9\`, \`90 %\`.
- A field that is not listed here is an error, and so is a field given twice.
- \`--set path=value\` changes a field from the command line:
  \`--set traffic.arrivals.rate="12 /s" --set engine.tokenBudget=4096\`.
- Either \`model\` and \`hardware\` are given, or \`iterationTime\` instead of both.
- A map of several kinds has the kind in brackets: \`traffic.arrivals(mmpp).states\` is \`states\` of
  arrivals whose \`process\` is mmpp. \`[]\` is every entry of a list.
- \`traffic.trace\` reads the formats of [traces.md](traces.md).

The formulas of \`slaq predict\` and \`slaq solve\` cover policy chunked-prefill, with
\`wholeChunks\` only in its default \`chunkOrder\`, and arrivals with a rate of their own (other policies
than chunked-prefill, \`wholeChunks\` and other orders of chunks: poisson only); they
refuse a scenario with anything else, with \`queueLimit\` or with \`patience\`. \`slaq simulate\` runs
all of it.

Examples to start from are in [examples/](examples/).
`;

const ALTERNATIVE: { readonly [field: string]: readonly string[] } = {
  model: ['By name or path', 'Written out'],
  hardware: ['By name', 'By datasheet: generic coefficients apply', 'A catalogue GPU with changes'],
  iterationTime: ['Linear', 'Roofline'],
};

/** The page. @param schema JSON Schema of the scenario file. */
export function optionReference(schema: JsonSchema): string {
  const fields = Object.entries(schema.properties ?? {}).filter(([name]) => !name.startsWith('$'));
  const told = new Map(fields.flatMap(([name, field]) => contentsOf(name, field)));
  const sections = fields.map(([name, field]) =>
    section(name, field, schema.required?.includes(name) ?? false, told),
  );
  return [INTRODUCTION, ...sections].join('\n');
}

/** Where each map is told, by its contents: one in a list that is told elsewhere is not told again. */
type Told = ReadonlyMap<string, string>;

function contentsOf(path: string, field: JsonSchema): (readonly [string, string])[] {
  const inner = Object.entries(field.properties ?? {}).reverse();
  const contents = contentsKey(field);
  const own = contents === undefined ? [] : [[contents, path] as const];
  return [...inner.flatMap(([name, each]) => contentsOf(`${path}.${name}`, each)), ...own];
}

function contentsKey({ properties, oneOf, anyOf }: JsonSchema): string | undefined {
  const found = properties ?? oneOf ?? anyOf;
  return found && JSON.stringify(found);
}

function section(name: string, field: JsonSchema, isRequired: boolean, told: Told): string {
  const need = isRequired ? ' Required.' : '';
  const head = `## ${name}\n\n${field.description ?? ''}${need}\n`;
  const alternatives = field.anyOf ?? field.oneOf;
  if (alternatives === undefined || field.properties !== undefined)
    return `${head}\n${body(name, field, told)}`;
  const parts = alternatives.map((alternative, index) => {
    const title = ALTERNATIVE[name]?.[index];
    return `${title === undefined ? '' : `### ${title}\n\n`}${body(name, alternative, told)}`;
  });
  return `${head}\n${parts.join('\n')}`;
}

function body(name: string, field: JsonSchema, told: Told): string {
  if (field.properties === undefined) return `${capital(valueText(field))}.\n`;
  const rows = fieldRows(name, field, told);
  return ['| field | value | default | meaning |', '| --- | --- | --- | --- |', ...rows, ''].join(
    '\n',
  );
}

/** A row per field, nested ones by their path; a law of alternatives gets its rows one after the other. */
function fieldRows(path: string, field: JsonSchema, told: Told): string[] {
  return Object.entries(field.properties ?? {}).flatMap(([name, inner]): string[] => {
    const full = `${path}.${name}`;
    const row = (value: string) =>
      `| \`${full}\` | ${cell(value)} | ${cell(defaultOf(inner, need(name, field)))} | ${cell(inner.description ?? '')} |`;
    const elsewhere = path.includes('[]') ? told.get(contentsKey(inner) ?? '') : undefined;
    if (elsewhere !== undefined) return [row(`as \`${elsewhere}\``)];
    const alternatives = inner.anyOf ?? inner.oneOf ?? [];
    const maps = alternatives.filter(({ properties }) => properties !== undefined);
    const entry = entryOf(inner);
    return [
      row(valueText(inner)),
      ...fieldRows(full, inner, told),
      ...(entry === undefined ? [] : fieldRows(`${full}[]`, entry, told)),
      ...maps.flatMap((map) => alternativeRows(full, map, told)),
    ];
  });
}

/** The map that each entry of a list is; undefined for a list of numbers, or no list. */
function entryOf({ items, prefixItems = [] }: JsonSchema): JsonSchema | undefined {
  const [entry = items] = prefixItems;
  return entry !== false && entry?.properties !== undefined ? entry : undefined;
}

/** Whether a field must be given: always, never, or where another one is not. */
function need(name: string, { required = [], anyOf = [] }: JsonSchema): string {
  if (required.includes(name)) return 'required';
  const sources = anyOf.map((one) => one.required ?? []);
  const without = sources.filter((source) => !source.includes(name));
  if (without.length === sources.length) return '';
  const own = sources.filter((source) => source.includes(name)).flat();
  const ofNoOther = own.filter((field) => !without.flat().includes(field));
  const isAlone = ofNoOther.length === 1 && ofNoOther[0] === name;
  const others = without.flat().filter((field) => !own.includes(field));
  return isAlone ? '' : `required without ${others.map((other) => `\`${other}\``).join(' or ')}`;
}

/** Fields that say of which kind a map is. */
const KINDS = ['distribution', 'process'] as const;
type Kind = (typeof KINDS)[number];

function kindsOf(map: JsonSchema, kind: Kind): readonly string[] {
  const field = map.properties?.[kind];
  return field?.enum ?? (field?.const === undefined ? [] : [String(field.const)]);
}

/** Rows of one alternative; one of several kinds names its kind in the path. */
function alternativeRows(path: string, map: JsonSchema, told: Told): string[] {
  const kinds = KINDS.flatMap((kind) => kindsOf(map, kind));
  if (kinds.length === 0) return fieldRows(path, map, told);
  const properties = Object.fromEntries(
    Object.entries(map.properties ?? {}).filter(([name]) => !KINDS.some((kind) => kind === name)),
  );
  return fieldRows(`${path}(${kinds.join(', ')})`, { ...map, properties }, told);
}

function valueText(field: JsonSchema): string {
  if (field.properties !== undefined) return 'a map';
  const kinds = kindsText(field);
  if (kinds !== undefined) return kinds;
  const [example] = field.examples ?? [];
  if (example !== undefined) return `\`${String(example)}\``;
  if (field.anyOf?.every(({ properties }) => properties !== undefined)) return 'a map, one of';
  const names = field.enum ?? field.anyOf?.flatMap((part) => part.enum ?? []);
  if (names !== undefined && names.length > 12)
    return pathOr(field, 'a name of the catalogue (`slaq catalog`)');
  if (names !== undefined && names.length > 0) return names.map((name) => `\`${name}\``).join(', ');
  if (field.anyOf !== undefined) return field.anyOf.map(valueText).join(', or ');
  return plainValue(field);
}

/** Of which kinds a map may be; undefined where it has none. */
function kindsText({ oneOf = [] }: JsonSchema): string | undefined {
  const found = KINDS.map((kind) => ({ kind, names: oneOf.flatMap((map) => kindsOf(map, kind)) }));
  const [one] = found.filter(({ names }) => names.length > 0);
  return one && `a map with \`${one.kind}\`: ${one.names.join(', ')}`;
}

function pathOr(field: JsonSchema, text: string): string {
  return field.anyOf?.some(({ pattern }) => pattern !== undefined)
    ? `${text}, or the path of a Hugging Face \`config.json\``
    : text;
}

function plainValue(field: JsonSchema): string {
  const { type, minimum, maximum, exclusiveMinimum, prefixItems } = field;
  if (type === 'boolean') return '`true`, `false`';
  if (type === 'array') {
    const count = prefixItems === undefined ? '' : `${prefixItems.length} `;
    return entryOf(field) === undefined ? 'a list of numbers' : `a list of ${count}maps`;
  }
  if (type === 'integer') return `whole, ${minimum} to ${maximum}`;
  if (type === 'number')
    return `number ${minimum === undefined ? `> ${exclusiveMinimum}` : `≥ ${minimum}`}, ≤ ${maximum}`;
  return 'text';
}

function defaultOf({ default: value }: JsonSchema, needed: string): string {
  if (needed !== '') return needed;
  return value === undefined || typeof value === 'object' ? '' : `\`${String(value)}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
