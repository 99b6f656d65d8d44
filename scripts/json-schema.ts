/** The scenario file as JSON Schema 2020-12, which editors complete from. */
import * as z from 'zod';
import type { Catalog } from '../src/scenario/catalog.ts';
import { parseQuantity } from '../src/scenario/quantity.ts';
import { scenarioSchema } from '../src/scenario/schema/scenario.ts';

export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly type?: string;
  readonly description?: string;
  readonly properties?: { readonly [key: string]: JsonSchema };
  readonly required?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  /** Of a list: what each entry is, or the entries one by one. */
  readonly items?: JsonSchema | false;
  readonly prefixItems?: readonly JsonSchema[];
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

export function scenarioJsonSchema(catalog: Catalog): JsonSchema {
  const unread = () => Promise.reject(new Error('no files'));
  const schema = scenarioSchema({
    parseQuantity,
    catalog,
    readText: unread,
    readColumn: unread,
    readTrace: unread,
  });
  return {
    ...(z.toJSONSchema(schema, { io: 'input' }) as JsonSchema),
    title: 'slaq scenario',
    description: 'What serves which model, under which traffic, and which latency is promised.',
  };
}
