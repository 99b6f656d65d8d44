/** Reading fields of a config.json: every fault is kept, so that all are told at once. */
import { InvalidInputError, type Issue } from '../../checks.ts';

export interface ConfigReader {
  /** A whole number ≥ 1 under one of these names (first that is there), or the fallback, or a fault. */
  count(names: string | readonly string[], fallback?: number): number;
  /** The same, where absence is an answer. */
  countIfAny(name: string): number | undefined;
  /** A whole number ≥ 0; 0 where absent. */
  size(name: string): number;
  flag(name: string, fallback: boolean): boolean;
  /** Anything else; undefined where absent or null. */
  field(name: string): unknown;
  fault(name: string, allowed: string): void;
  /** Throws what was found to be wrong, if anything. */
  finish(): void;
}

const COUNT = 'a whole number ≥ 1';
/** Stands for a number that is missing, until the fault is thrown. */
const MISSING = 1;

/** A reader of `fields`, which lie under `path` in the file. */
export function configReader(
  fields: Readonly<Record<string, unknown>>,
  path: string,
): ConfigReader {
  const issues: Issue[] = [];
  const field = (name: string) => fields[name] ?? undefined;
  const pathOf = (name: string) => (path === '' ? name : `${path}.${name}`);
  const fault = (name: string, allowed: string) => {
    if (issues.some(({ path: known }) => known === pathOf(name))) return;
    issues.push({ path: pathOf(name), given: fields[name], allowed });
  };
  const countIfAny = (name: string) => {
    const given = field(name);
    if (given === undefined || isCount(given)) return given;
    fault(name, COUNT);
    return MISSING;
  };
  const count = (names: string | readonly string[], fallback?: number) => {
    const all = typeof names === 'string' ? [names] : names;
    const present = all.find((name) => field(name) !== undefined);
    if (present !== undefined) return countIfAny(present) ?? MISSING;
    if (fallback !== undefined && isCount(fallback)) return fallback;
    fault(all[0] ?? '', COUNT);
    return MISSING;
  };
  const size = (name: string) => (field(name) === 0 ? 0 : (countIfAny(name) ?? 0));
  const flag = (name: string, fallback: boolean) => {
    const given = field(name) ?? fallback;
    if (typeof given === 'boolean') return given;
    fault(name, 'true or false');
    return fallback;
  };
  const finish = () => {
    if (issues.length > 0) throw new InvalidInputError(issues);
  };
  return { count, countIfAny, size, flag, field, fault, finish };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

/** A map, or undefined. */
export function mapOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isMap ? (value as Readonly<Record<string, unknown>>) : undefined;
}
