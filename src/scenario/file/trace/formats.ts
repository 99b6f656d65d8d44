/** Formats of traces, each known by the names of its columns (CSV) or keys (JSON lines). */
import { InvalidInputError, type Issue } from '../../../checks.ts';
import { nearestNames } from '../nearest.ts';

/** What a name that is nearly right counts: two of them less than one that is right. */
const NEAR = 0.4;
/** A header of more columns is told, and searched for what was meant, this far. */
const MOST_NAMES = 50;

const ROLES = ['time', 'prompt', 'output'] as const;
type Role = (typeof ROLES)[number];

/** Names of each role, the usual one first; compared without case, blanks and signs. */
interface Format extends Readonly<Record<Role, readonly [string, ...string[]]>> {
  readonly timeUnitsPerSecond: number;
}

const FORMATS: readonly [Format, ...Format[]] = [
  {
    time: ['time', 'arrivalTime', 'arrivedAt'],
    prompt: ['promptTokens', 'inputTokens', 'numPrefillTokens'],
    output: ['outputTokens', 'completionTokens', 'numDecodeTokens'],
    timeUnitsPerSecond: 1,
  },
  {
    time: ['TIMESTAMP'],
    prompt: ['ContextTokens'],
    output: ['GeneratedTokens'],
    timeUnitsPerSecond: 1,
  },
  {
    time: ['Timestamp'],
    prompt: ['Request tokens'],
    output: ['Response tokens'],
    timeUnitsPerSecond: 1,
  },
  {
    time: ['timestamp'],
    prompt: ['input_length'],
    output: ['output_length'],
    timeUnitsPerSecond: 1000,
  },
];

/** Where the three columns stand, by position in the names that were found. */
export interface Columns extends Readonly<Record<Role, number>> {
  readonly timeUnitsPerSecond: number;
}

export const KNOWN_HEADERS = FORMATS.map((format) => namesOf(format).join(',')).join(' or ');

/**
 * The columns of the one format whose names are all there.
 *
 * @throws InvalidInputError naming each column that is missing or there twice.
 */
export function findColumns(names: readonly string[], line: number): Columns {
  const format = FORMATS.find((known) => ROLES.every((role) => found(names, known[role]).length));
  if (format === undefined) throw new InvalidInputError(missing(names, line));
  const twice = ROLES.filter((role) => found(names, format[role]).length > 1);
  const issues = twice.map((role): Issue => {
    const columns = found(names, format[role]).map((index) => names[index]);
    const given = { inWords: columns.join(' and ') };
    return { path: 'header', given, allowed: `one column of them: ${format[role][0]}`, line };
  });
  if (issues.length > 0) throw new InvalidInputError(issues);
  const at = (role: Role) => found(names, format[role])[0] ?? -1;
  const { timeUnitsPerSecond } = format;
  return { time: at('time'), prompt: at('prompt'), output: at('output'), timeUnitsPerSecond };
}

function namesOf(format: Format): readonly string[] {
  return ROLES.map((role) => format[role][0]);
}

function found(names: readonly string[], aliases: readonly string[]): readonly number[] {
  const known = new Set(aliases.map(plain));
  return [...names.keys()].filter((index) => known.has(plain(names[index] ?? '')));
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** What is missing from the format that was most likely meant. */
function missing(allNames: readonly string[], line: number): readonly Issue[] {
  const names = allNames.slice(0, MOST_NAMES);
  const gapsOf = (format: Format) => ROLES.filter((role) => !found(names, format[role]).length);
  const nearOf = (format: Format, role: Role) => {
    const taken = new Set(ROLES.flatMap((other) => found(names, format[other])));
    const free = names.filter((_, index) => !taken.has(index));
    return free.find((name) => nearestNames(name, [format[role][0]]).length > 0);
  };
  const score = (format: Format) => {
    const near = gapsOf(format).filter((role) => nearOf(format, role) !== undefined);
    return ROLES.length - gapsOf(format).length + NEAR * near.length;
  };
  const meant = FORMATS.reduce((best, format) => (score(format) > score(best) ? format : best));
  if (score(meant) <= 1)
    return [{ path: 'header', given: names.join(','), allowed: KNOWN_HEADERS, line }];
  const allowed = `the columns ${namesOf(meant).join(', ')}`;
  return gapsOf(meant).map((role): Issue => {
    const [near, name] = [nearOf(meant, role), meant[role][0]];
    if (near !== undefined) return { path: 'header', given: near, allowed, nearest: [name], line };
    const given = { inWords: `no column ${name} among ${names.join(', ')}` };
    return { path: 'header', given, allowed, line };
  });
}
