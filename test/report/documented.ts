/** What docs/json.md says of the JSON output, and what an output has. */
import { readFileSync } from 'node:fs';
import { METRICS, STATISTICS } from '../../src/scenario/scenario.ts';

/** Keys documented under a heading of docs/json.md, placeholders written out. */
export function documentedKeys(heading: string): Set<string> {
  const page = readFileSync('docs/json.md', 'utf8');
  const [, part = ''] = page.split(`\n## ${heading}\n`);
  const rows = (part.split('\n## ')[0] ?? '').matchAll(/^\| (`.+?`) \|/gm);
  const keys = [...rows].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, key = '']) => key),
  );
  return new Set(
    keys
      .flatMap((key) => METRICS.map((metric) => key.replace('{m}', metric)))
      .flatMap((key) => STATISTICS.map((statistic) => key.replace('{s}', statistic))),
  );
}

/** Paths of all values of a JSON text; lists count as their items. */
export function keysOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [`${path}[]`];
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) =>
    keysOf(inner, path === '' ? key : `${path}.${key}`),
  );
}
