/** Writes what is generated: the catalogue, the JSON Schema, the option reference. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { generatedFiles } from './generated-files.ts';

const root = process.cwd();
for (const [path, content] of Object.entries(generatedFiles(root))) {
  mkdirSync(dirname(`${root}/${path}`), { recursive: true });
  writeFileSync(`${root}/${path}`, content);
}
