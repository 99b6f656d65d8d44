/** Path → content of every generated file of the repository. */
import { catalogSource, readCatalog } from './catalog.ts';
import { scenarioJsonSchema } from './json-schema.ts';
import { optionReference } from './option-reference.ts';

export function generatedFiles(root: string): Readonly<Record<string, string>> {
  const schema = scenarioJsonSchema(readCatalog(root));
  return {
    'src/scenario/catalog-data.ts': catalogSource(root),
    'docs/scenario.schema.json': `${JSON.stringify(schema, null, 2)}\n`,
    'docs/scenario.md': optionReference(schema),
  };
}
