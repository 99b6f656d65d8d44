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

Examples to start from are in [examples/](examples/).
`;

const ALTERNATIVE: { readonly [field: string]: readonly string[] } = {
  model: ['By name or path', 'Written out'],
  hardware: ['By name', 'By datasheet: generic coefficients apply', 'A catalogue GPU with changes'],
  iterationTime: ['Linear', 'Roofline'],
};

/** The page. @param schema JSON Schema of the scenario file. */
export function optionReference(schema: JsonSchema): string {
  const sections = Object.entries(schema.properties ?? {})
    .filter(([name]) => !name.startsWith('$'))
    .map(([name, field]) => section(name, field, schema.required?.includes(name) ?? false));
  return [INTRODUCTION, ...sections].join('\n');
}

function section(name: string, field: JsonSchema, isRequired: boolean): string {
  const need = isRequired ? ' Required.' : '';
  const head = `## ${name}\n\n${field.description ?? ''}${need}\n`;
  const alternatives = field.anyOf ?? field.oneOf;
  if (alternatives === undefined) return `${head}\n${body(name, field)}`;
  const parts = alternatives.map((alternative, index) => {
    const title = ALTERNATIVE[name]?.[index];
    return `${title === undefined ? '' : `### ${title}\n\n`}${body(name, alternative)}`;
  });
  return `${head}\n${parts.join('\n')}`;
}

function body(name: string, field: JsonSchema): string {
  if (field.properties === undefined) return `${capital(valueText(field))}.\n`;
  const rows = fieldRows(name, field);
  return ['| field | value | default | meaning |', '| --- | --- | --- | --- |', ...rows, ''].join(
    '\n',
  );
}

/** A row per field, nested ones by their path; a law of alternatives gets its rows one after the other. */
function fieldRows(path: string, field: JsonSchema): string[] {
  return Object.entries(field.properties ?? {}).flatMap(([name, inner]): string[] => {
    const full = `${path}.${name}`;
    const isRequired = field.required?.includes(name) ?? false;
    const row = `| \`${full}\` | ${cell(valueText(inner))} | ${cell(defaultOf(inner, isRequired))} | ${cell(inner.description ?? '')} |`;
    const alternatives = inner.anyOf ?? inner.oneOf ?? [];
    const maps = alternatives.filter(({ properties }) => properties !== undefined);
    return [row, ...fieldRows(full, inner), ...maps.flatMap((map) => alternativeRows(full, map))];
  });
}

/** Rows of one alternative; a length law names itself in the path. */
function alternativeRows(path: string, map: JsonSchema): string[] {
  const { distribution, ...rest } = map.properties ?? {};
  const law = distribution?.enum ?? (distribution?.const === undefined ? [] : [distribution.const]);
  const properties = law.length === 0 ? (map.properties ?? {}) : rest;
  const label = law.length === 0 ? path : `${path}(${law.join(', ')})`;
  return fieldRows(label, { ...map, properties });
}

function valueText(field: JsonSchema): string {
  if (field.properties !== undefined) return 'a map';
  const laws = (field.oneOf ?? []).flatMap(({ properties }) => {
    const law = properties?.distribution;
    return law?.enum ?? (law?.const === undefined ? [] : [String(law.const)]);
  });
  if (laws.length > 0) return `a map with \`distribution\`: ${laws.join(', ')}`;
  const [example] = field.examples ?? [];
  if (example !== undefined) return `\`${String(example)}\``;
  if (field.anyOf?.every(({ properties }) => properties !== undefined)) return 'a map, one of';
  const names = field.enum ?? field.anyOf?.flatMap((part) => part.enum ?? []);
  if (names !== undefined && names.length > 12)
    return pathOr(field, 'a name of the catalogue (`slaq catalog`)');
  if (names !== undefined && names.length > 0) return names.map((name) => `\`${name}\``).join(', ');
  return plainValue(field);
}

function pathOr(field: JsonSchema, text: string): string {
  return field.anyOf?.some(({ pattern }) => pattern !== undefined)
    ? `${text}, or the path of a Hugging Face \`config.json\``
    : text;
}

function plainValue({ type, minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  if (type === 'boolean') return '`true`, `false`';
  if (type === 'array') return 'a list of numbers';
  if (type === 'integer') return `whole, ${minimum} to ${maximum}`;
  if (type === 'number') return `number > ${exclusiveMinimum}, ≤ ${maximum}`;
  return 'text';
}

function defaultOf(field: JsonSchema, isRequired: boolean): string {
  if (isRequired) return 'required';
  const { default: value } = field;
  return value === undefined || typeof value === 'object' ? '' : `\`${String(value)}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
