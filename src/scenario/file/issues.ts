/** What the schema found wrong → issues that say where, what was given and what is allowed. */
import type * as z from 'zod';
import type { InWords, Issue } from '../../checks.ts';
import type { Path, SourceDocument } from './document.ts';
import { nearestNames } from './nearest.ts';

type SchemaIssue = z.core.$ZodIssue;
const UNKNOWN: InWords = { inWords: 'an unknown field' };
const MOST = 1000;

/** One issue per path, in the order of the file; of a file named there, one per place within it. */
export function readableIssues(
  found: readonly SchemaIssue[],
  source: SourceDocument,
): readonly Issue[] {
  const firsts = new Map<string, Located>();
  for (const located of found.flatMap((issue) => flattened(issue, []))) {
    const { within = '' } = paramsOf(located.issue);
    const place = `${located.path.join('.')} ${within}`;
    if (!firsts.has(place) && firsts.size < MOST) firsts.set(place, located);
  }
  return [...firsts.values()].map((located) => readable(located, source)).sort(inFileOrder);
}

function inFileOrder(a: Issue, b: Issue): number {
  const [lineA, lineB] = [a.line ?? Number.MAX_VALUE, b.line ?? Number.MAX_VALUE];
  return lineA - lineB || (a.column ?? 0) - (b.column ?? 0);
}

interface Located {
  readonly issue: SchemaIssue;
  readonly path: Path;
  /** A key that should not be there. */
  readonly key?: string;
}

/** An issue of a union is that of the alternative that was meant; unknown keys count one by one. */
function flattened(issue: SchemaIssue, parent: Path): readonly Located[] {
  const path = [...parent, ...(issue.path as Path)];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ issue, path: [...path, key], key }));
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ issue, path }];
  const meant = meantAlternative(issue.errors);
  return meant === undefined ? [{ issue, path }] : meant.flatMap((inner) => flattened(inner, path));
}

/** The alternative of the right kind with the fewest unknown keys; undefined if all are of another kind. */
function meantAlternative(alternatives: readonly (readonly SchemaIssue[])[]) {
  const ofKind = alternatives.filter(
    (issues) => !issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
  const unknownKeys = (issues: readonly SchemaIssue[]) =>
    issues.reduce(
      (sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 0),
      0,
    );
  return [...ofKind].sort((a, b) => unknownKeys(a) - unknownKeys(b))[0];
}

function readable({ issue, path, key }: Located, source: SourceDocument): Issue {
  const params = paramsOf(issue);
  const value = 'given' in params ? params.given : valueAt(source.data, path);
  const place = key === undefined ? source.locate(path) : source.locateKey(path);
  const nearest = params.nearest ?? nearestNames(key ?? String(value), knownNames(issue));
  return {
    path: path.join('.'),
    given: key === undefined ? value : UNKNOWN,
    allowed: issue.message,
    ...(nearest.length > 0 ? { nearest } : {}),
    ...place,
  };
}

function knownNames(issue: SchemaIssue): readonly string[] {
  if (issue.code === 'unrecognized_keys') return issue.message.split(', ');
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code === 'invalid_union')
    return 'options' in issue ? [...(issue.options ?? [])].map(String) : [];
  return paramsOf(issue).names ?? [];
}

/** What a rule of the schema tells of its fault besides the words. */
interface Params {
  readonly given?: unknown;
  /** Names of which one may have been meant, or those that were. */
  readonly names?: readonly string[];
  readonly nearest?: readonly string[];
  /** Where in the file that the field names. */
  readonly within?: string;
}

function paramsOf(issue: SchemaIssue): Params {
  return (issue.code === 'custom' ? issue.params : undefined) ?? {};
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? (value as Record<string | number, unknown>)[part]
        : undefined,
    data,
  );
}
