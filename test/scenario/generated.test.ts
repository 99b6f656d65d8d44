import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { generatedFiles } from '../../scripts/generated-files.ts';
import { catalogData } from '../../src/scenario/catalog-data.ts';
import { parseScenario } from '../../src/scenario/parse.ts';
import { CHAT, chatWith, SHORT } from './files.ts';

test.each(Object.entries(generatedFiles('.')))(
  '%s is up to date: npm run generate',
  (path, content) => expect(readFileSync(path, 'utf8')).toBe(content),
);

test('the catalogue ships 19 GPUs and 43 models, each with sources', () => {
  expect(catalogData.hardware).toHaveLength(19);
  expect(catalogData.models).toHaveLength(43);
  for (const { provenance } of [...catalogData.hardware, ...catalogData.models])
    expect(provenance.every(({ source, status }) => source !== '' || status !== '')).toBe(true);
});

test('prices have a source', () => {
  const prices = catalogData.hardware.flatMap(({ prices }) => prices);
  expect(prices.length).toBeGreaterThan(10);
  for (const { source, pricePerHour } of prices) {
    expect(source).not.toBe('');
    expect(pricePerHour).toBeGreaterThan(0);
  }
});

const examples = readdirSync('docs/examples').filter((file) => file.endsWith('.yaml'));
const readFile = (path: string) => Promise.resolve(readFileSync(`docs/examples/${path}`, 'utf8'));

const STATE = '{ rate: 2 /s, meanDuration: 1 min }';
const MMPP = `{ process: mmpp, states: [${STATE}, ${STATE}] }`;
const THREE_STATES = `{ process: mmpp, states: [${STATE}, ${STATE}, ${STATE}] }`;

describe('the JSON Schema', () => {
  const schema: unknown = JSON.parse(readFileSync('docs/scenario.schema.json', 'utf8'));
  const checker = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  const accepts = (text: string) => checker.safeParse(parse(text)).success;

  test.each(examples)('accepts docs/examples/%s', (file) =>
    expect(accepts(readFileSync(`docs/examples/${file}`, 'utf8'))).toBe(true),
  );

  test.each([
    ['the contract', CHAT, true],
    ['the shortest scenario', SHORT, true],
    ['an unknown field', chatWith('tokenBudget', 'tokenBudgt'), false],
    ['an unknown GPU', chatWith('h100-sxm', 'h100'), false],
    ['a path of a config', chatWith('llama-3.1-8b', 'my/config.json'), true],
    ['a bare number for a time', chatWith('p99: 50 ms', 'p99: 500'), false],
    ['a number in quotes for a time', chatWith('p99: 50 ms', 'p99: "500"'), false],
    ['no requests', chatWith('maxBatchSize: 256', 'maxBatchSize: 0'), false],
    ['no traffic', 'model: llama-3.1-8b\n', false],
    ['no lengths', SHORT.replace(/ {2}outputTokens.*\n/, ''), false],
    ['a trace', SHORT.replace(/traffic:\n(.*\n)*/, 'traffic: { trace: a.csv }\n'), true],
    ['an unknown process', chatWith('poisson', 'gauss'), false],
    ['another process', chatWith('{ process: poisson, rate: 8 /s }', MMPP), true],
    ['a third state', chatWith('{ process: poisson, rate: 8 /s }', THREE_STATES), false],
  ])('says of %s what the parser says', (_, text, verdict) => expect(accepts(text)).toBe(verdict));

  test('describes every field', () => {
    const undescribed = (node: unknown, path: string): string[] => {
      if (typeof node !== 'object' || node === null) return [];
      const { properties = {} } = node as { properties?: Record<string, { description?: string }> };
      const missing = Object.entries(properties)
        .filter(([, field]) => field.description === undefined)
        .map(([name]) => `${path}.${name}`);
      const inner = Object.entries(node).flatMap(([key, value]) =>
        undescribed(value, `${path}.${key}`),
      );
      return [...missing, ...inner];
    };
    expect(undescribed(schema, '')).toStrictEqual([]);
  });
});

test.each(examples)('docs/examples/%s is a scenario', async (file) => {
  const text = await readFile(file);
  expect(text).toMatch(/^# /);
  await expect(parseScenario(text, { readFile })).resolves.toHaveProperty('engine');
});

test('there are at least six examples', () => expect(examples.length).toBeGreaterThanOrEqual(6));
