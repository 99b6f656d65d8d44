/** One row → one request, or what is wrong with it; the same for CSV and JSON lines. */
import { InvalidInputError, type Issue } from '../../../checks.ts';
import { Clock } from './clock.ts';
import type { Columns } from './formats.ts';
import type { RequestSink } from './sink.ts';

const MOST_ISSUES = 20;
/** Ten times the longest context of today; more is a column of something else. */
const MOST_TOKENS = 10_000_000;
const PLAIN = /^-?\d{1,15}(\.\d{1,6})?$/;
const WHOLE = /^\s*\d+(\.0*)?\s*$/;

/** Takes in the lines of a trace after the first. */
export interface RowReader {
  readonly row: (line: string, number: number) => void;
  /** The text is over. @throws InvalidInputError if that is too early. */
  readonly end: () => void;
}

/** Mutable, as millions of rows pass through it. */
export class Rows {
  readonly #names: { readonly time: string; readonly prompt: string; readonly output: string };
  readonly #clock: Clock;
  readonly #requests: RequestSink;
  readonly #issues: Issue[] = [];

  constructor(names: readonly string[], columns: Columns, requests: RequestSink) {
    const name = (index: number) => names[index] ?? '';
    const { time, prompt, output } = columns;
    this.#names = { time: name(time), prompt: name(prompt), output: name(output) };
    this.#clock = new Clock(columns.timeUnitsPerSecond);
    this.#requests = requests;
  }

  take(time: unknown, prompt: unknown, output: unknown, line: number): void {
    const seconds = this.#clock.read(time);
    const promptTokens = tokenCount(prompt);
    const outputTokens = tokenCount(output);
    const isFailed = outputTokens === 0 && promptTokens >= 0;
    if (Number.isNaN(seconds) || !(isFailed || (promptTokens > 0 && outputTokens > 0)))
      this.#refuseRow(seconds, time, prompt, output, line);
    else if (isFailed) this.#requests.drop(line);
    else this.#requests.add(seconds, promptTokens, outputTokens, line);
  }

  /** @throws InvalidInputError with all issues so far if this is the last that is told. */
  refuse(issue: Issue): void {
    this.#issues.push(issue);
    if (this.#issues.length === MOST_ISSUES) this.end();
  }

  /** Nothing after this can be read. @throws InvalidInputError with all issues so far. */
  stop(issue: Issue): never {
    throw new InvalidInputError([...this.#issues, issue]);
  }

  /** @throws InvalidInputError if there was an issue. */
  end(): void {
    if (this.#issues.length > 0) throw new InvalidInputError(this.#issues);
  }

  #refuseRow(seconds: number, time: unknown, prompt: unknown, output: unknown, line: number) {
    const names = this.#names;
    const fault = (path: string, given: unknown, allowed: string) =>
      this.refuse({ path, given: readable(given), allowed, line });
    const tokens = (least: number) =>
      `a whole number from ${least} to ${MOST_TOKENS / 1e6} million`;
    if (Number.isNaN(seconds)) fault(names.time, time, this.#clock.allowed);
    if (!(tokenCount(prompt) > 0)) fault(names.prompt, prompt, tokens(1));
    if (!(tokenCount(output) >= 0)) fault(names.output, output, tokens(0));
  }
}

/** NaN if it is no whole number or too large. */
function tokenCount(given: unknown): number {
  const value = typeof given === 'string' ? wholeNumber(given) : given;
  const isCount = Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MOST_TOKENS;
  return isCount ? Number(value) : Number.NaN;
}

/** Digits by hand: a pattern and Number take 50 ns more, on every cell of a file. */
function wholeNumber(text: string): number {
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return WHOLE.test(text) ? Number(text) : Number.NaN;
    value = 10 * value + digit;
  }
  return text === '' ? Number.NaN : value;
}

/** A number in a cell is told as one. */
function readable(given: unknown): unknown {
  if (typeof given !== 'string') return given;
  const text = given.trim();
  return PLAIN.test(text) ? Number(text) : text;
}
