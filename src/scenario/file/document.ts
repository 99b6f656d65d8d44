/**
 * Text → plain data, remembering where each value stood. YAML, hence JSON too.
 * Bounded in size, depth and aliases, so that no text keeps it busy.
 */
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
} from 'yaml';
import { InvalidInputError, type Issue } from '../../checks.ts';
import { applyEdits, type Edit } from './edits.ts';
import { refuseUnreadable } from './readable.ts';

export type Path = readonly (string | number)[];
interface Place {
  readonly line: number;
  readonly column: number;
}

export interface SourceDocument {
  readonly data: unknown;
  /** Where the value of `path` stands, or what encloses it; undefined when an edit put it there. */
  readonly locate: (path: Path) => Place | undefined;
  /** Where the key of `path` stands. */
  readonly locateKey: (path: Path) => Place | undefined;
}

const MOST_ERRORS = 3;
const MOST_ALIASES = 100;

/** @throws InvalidInputError if the text is not one readable YAML or JSON document. */
export function readDocument(text: string, edits: readonly Edit[]): SourceDocument {
  refuseUnreadable(text);
  const lines = new LineCounter();
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const placeOf = (node: unknown) =>
    isNode(node) && node.range ? place(node.range[0]) : undefined;
  // The reader's own check of duplicate keys takes quadratic time.
  const document = readOrRefuse(() =>
    parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false }),
  );
  const issues = [
    ...syntaxIssues(document, text, place),
    ...duplicates(document).map(({ key, node }) => ({
      path: key,
      given: { inWords: 'a second time' },
      allowed: 'each field once',
      ...placeOf(node),
    })),
  ];
  if (issues.length > 0) throw new InvalidInputError(issues);

  applyEdits(document, edits);
  const wasEdited = (path: Path) => edits.some(({ path: edited }) => startsWith(path, edited));
  return {
    data: readOrRefuse(() => document.toJS({ maxAliasCount: MOST_ALIASES })),
    locate: (path) => (wasEdited(path) ? undefined : placeOf(enclosing(document, path))),
    locateKey: (path) => (wasEdited(path) ? undefined : placeOf(keyNode(document, path))),
  };
}

function syntaxIssues(document: Document.Parsed, text: string, place: (offset: number) => Place) {
  return document.errors.slice(0, MOST_ERRORS).map(({ message, pos }): Issue => {
    const where = place(pos[0]);
    const line = text.split('\n', where.line)[where.line - 1]?.trim() ?? '';
    const [reason = message] = message.split(';');
    return { path: '', given: line, allowed: `YAML or JSON (${reason})`, ...where };
  });
}

/** Fields that a map names more than once: the second and later ones. */
function duplicates(document: Document): readonly { key: string; node: unknown }[] {
  const found: { key: string; node: unknown }[] = [];
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        const name = isScalar(key) ? key.value : undefined;
        if (name !== undefined && seen.has(name)) found.push({ key: String(name), node: key });
        seen.add(name);
      }
    },
  });
  return found;
}

/** An alias bomb, or an alias to nothing, is refused by the YAML reader with an Error. */
function readOrRefuse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const given = { inWords: 'a document that cannot be read' };
    throw new InvalidInputError([{ path: '', given, allowed: `YAML or JSON (${reason})` }]);
  }
}

/** The node at `path`, or the innermost one around where it would be. */
function enclosing(document: Document, path: Path): unknown {
  let node: unknown = document.contents;
  for (const part of path) {
    const inner: unknown = child(document, node, part);
    if (!isNode(inner)) return node;
    node = inner;
  }
  return node;
}

function child(document: Document, node: unknown, part: string | number): unknown {
  const target = isAlias(node) ? node.resolve(document) : node;
  return isNode(target) && 'get' in target ? target.get(part, true) : undefined;
}

function keyNode(document: Document, path: Path): unknown {
  const parent = enclosing(document, path.slice(0, -1));
  if (!isMap(parent)) return parent;
  const name = path.at(-1);
  const isNamed = (key: unknown) => (isScalar(key) ? key.value : key) === name;
  const pair = parent.items.find(({ key }) => isNamed(key));
  return pair === undefined ? parent : pair.key;
}

function startsWith(path: Path, start: Path): boolean {
  return start.length <= path.length && start.every((part, index) => String(path[index]) === part);
}
