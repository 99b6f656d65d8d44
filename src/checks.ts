/**
 * What a wrong input looks like, everywhere in the library.
 *
 * Every public function checks its own argument, so a caller who skips the
 * scenario parser is told the same thing in the same words.
 */

/** One thing wrong with an input: where, what was given, what is allowed. */
export interface Issue {
  readonly path: string;
  readonly given: unknown;
  readonly allowed: string;
  /** Known names close to the given one, nearest first. */
  readonly nearest?: readonly string[];
  /** Place in the text it came from, both from 1; absent where there is no text. */
  readonly line?: number;
  readonly column?: number;
}

/** What was given, where words say it better than the value: printed without quotes. */
export interface InWords {
  readonly inWords: string;
}

/** Thrown for input that cannot be used. Carries every issue, not only the first. */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError';
  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    super(issues.map((issue) => describeIssue(issue)).join('\n'));
    this.issues = issues;
  }
}

/**
 * One issue as one line: `file:line:column path: given X, allowed Y; did you mean Z`.
 * The file is left out where the fault is not in it, but in an edit or an argument.
 *
 * @example describeIssue({ path: 'load', given: -1, allowed: 'a number > 0' }) // 'load: given -1, allowed a number > 0'
 */
export function describeIssue(issue: Issue, fileName?: string): string {
  const { path, given, allowed, nearest = [], line, column } = issue;
  const file = line !== undefined || path === '' ? fileName : undefined;
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  const where = [place, path].filter((part) => part !== '').join(' ');
  const hint = nearest.length > 0 ? `; did you mean ${nearest.join(', ')}` : '';
  return `${where === '' ? '' : `${where}: `}given ${quoted(given)}, allowed ${allowed}${hint}`;
}

/** What was given, short enough for one line and free of control characters. */
function quoted(given: unknown): string {
  if (given === undefined || given === null) return 'nothing';
  if (typeof given === 'string') return JSON.stringify(shortened(given));
  if (Array.isArray(given)) return `a list of ${given.length}`;
  if (typeof given === 'function') return 'a function';
  if (typeof given !== 'object') return shortened(String(given));
  return 'inWords' in given ? String(given.inWords) : 'a map';
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

export interface Rule {
  readonly allowed: string;
  readonly holds: (value: number) => boolean;
}

export const positive: Rule = {
  allowed: 'a finite number > 0',
  holds: (value) => value > 0 && value < Infinity,
};

export const nonNegative: Rule = {
  allowed: 'a finite number ≥ 0',
  holds: (value) => value >= 0 && value < Infinity,
};

/** Throws one InvalidInputError listing every field of `input` that breaks its rule. */
export function check<T extends object>(
  path: string,
  input: T,
  rules: Record<keyof T, Rule>,
): void {
  const issues: Issue[] = [];
  for (const key of Object.keys(rules) as (keyof T & string)[]) {
    const given: unknown = input[key];
    const { allowed, holds } = rules[key];
    if (typeof given !== 'number' || !holds(given))
      issues.push({ path: `${path}.${key}`, given, allowed });
  }
  if (issues.length > 0) throw new InvalidInputError(issues);
}
