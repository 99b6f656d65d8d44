/** `--set path=value`: changes to a scenario before it is checked. */
import { type Document, isCollection, parse } from 'yaml';
import { InvalidInputError } from '../../checks.ts';

export interface Edit {
  readonly path: readonly string[];
  readonly value: unknown;
}

const FORM = 'path=value, such as traffic.arrivals.rate="12 /s"';
const UNSAFE = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * `traffic.arrivals.rate=12 /s` → path and value; the value is read as YAML.
 *
 * @throws InvalidInputError if a text has no path, no value, or a value that is not YAML.
 * @example parseEdit('engine.tokenBudget=4096') // { path: ['engine', 'tokenBudget'], value: 4096 }
 */
export function parseEdit(text: string): Edit {
  const at = text.indexOf('=');
  const path = text
    .slice(0, Math.max(0, at))
    .split('.')
    .map((part) => part.trim());
  const value = text.slice(at + 1).trim();
  const isNamed = at > 0 && path.every((part) => part !== '' && !UNSAFE.has(part));
  if (!isNamed || value === '' || text.length > 100_000) throw wrongEdit(text);
  try {
    return { path, value: parse(value, { maxAliasCount: 0 }) };
  } catch {
    throw wrongEdit(text);
  }
}

function wrongEdit(text: string): InvalidInputError {
  return new InvalidInputError([{ path: '--set', given: text, allowed: FORM }]);
}

/**
 * Writes the edits into the document, creating the maps on their way; later ones win.
 *
 * @throws InvalidInputError if the path of an edit leads through a value that is not a map.
 */
export function applyEdits(document: Document, edits: readonly Edit[]): void {
  for (const { path, value } of edits) {
    for (const depth of path.keys()) {
      const parent = path.slice(0, depth);
      const found: unknown = document.getIn(parent);
      if (isCollection(found)) continue;
      if (found !== undefined && found !== null) throw blocked(path, parent, found);
      document.setIn(parent, document.createNode({}));
    }
    document.setIn(path, document.createNode(value));
  }
}

function blocked(path: readonly string[], parent: readonly string[], found: unknown) {
  const where = parent.length === 0 ? 'the file' : parent.join('.');
  const allowed = `a field, as ${where} is not a map but ${JSON.stringify(found)}`;
  return new InvalidInputError([{ path: '--set', given: path.join('.'), allowed }]);
}
