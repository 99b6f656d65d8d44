/** Times of a trace: seconds or milliseconds, or dates. */
import { type Minute, minuteOf, secondsIn } from './date.ts';

const NUMBER = /^\s*(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;
const DECIMAL = /^\s*(\d+)(\.\d+)\s*$/;
/** From here on the digits behind the point are read alone, as a double would lose some. */
const LARGE = 1e8;

type Kind = 'number' | 'date';

/**
 * Reads times as seconds since the start of the first one's second or minute. A double counts from
 * 1970 in steps of 240 ns, from the start of a week in steps of 0.1 ns; Azure's traces have 100 ns.
 */
export class Clock {
  readonly #perSecond: number;
  #kind: Kind | undefined;
  #start = 0;
  /** Of the row before: most rows are in the same, which spares them the patterns. */
  #minute: Minute | undefined;

  constructor(unitsPerSecond: number) {
    this.#perSecond = unitsPerSecond;
  }

  /** What `read` takes, in words. */
  get allowed(): string {
    const number = this.#perSecond === 1 ? 'seconds ≥ 0' : 'milliseconds ≥ 0';
    const date = 'a date and time such as 2023-11-16 18:15:46.6805900 (UTC)';
    if (this.#kind === undefined) return `${number}, or ${date}`;
    return `${this.#kind === 'number' ? number : date}, as in the first row`;
  }

  /** Seconds since the start; NaN if it is no time, or of another kind than the first. */
  read(given: unknown): number {
    if (typeof given === 'number') return this.#number(given, 0);
    if (typeof given !== 'string') return Number.NaN;
    const isNumber = this.#kind !== 'date' && NUMBER.test(given);
    return isNumber ? this.#numeral(given) : this.#date(given);
  }

  #numeral(text: string): number {
    const value = Number(text);
    const decimal = value < LARGE ? null : DECIMAL.exec(text);
    return decimal === null
      ? this.#number(value, 0)
      : this.#number(Number(decimal[1]), Number(decimal[2]));
  }

  #number(value: number, fraction: number): number {
    if (!(value >= 0 && value < Infinity)) return Number.NaN;
    const whole = Math.floor(value);
    return this.#since('number', whole, value - whole + fraction) / this.#perSecond;
  }

  #date(text: string): number {
    let seconds = this.#minute === undefined ? Number.NaN : secondsIn(this.#minute, text);
    if (Number.isNaN(seconds)) {
      this.#minute = minuteOf(text);
      seconds = this.#minute === undefined ? Number.NaN : secondsIn(this.#minute, text);
    }
    return this.#since('date', this.#minute?.start ?? Number.NaN, seconds);
  }

  #since(kind: Kind, whole: number, rest: number): number {
    if (this.#kind === undefined && !Number.isNaN(whole + rest)) {
      this.#kind = kind;
      this.#start = whole;
    }
    return kind === this.#kind ? whole - this.#start + rest : Number.NaN;
  }
}
