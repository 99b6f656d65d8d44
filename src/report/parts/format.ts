/** Numbers as people read them. Only here do seconds become milliseconds. */

const MICRO = { unit: 'µs', perSecond: 1e6 };
const MILLI = { unit: 'ms', perSecond: 1e3 };
const WHOLE = { unit: 's', perSecond: 1 };

/** Milliseconds up to ten seconds, then seconds; microseconds below 0.1 ms. */
function scale(seconds: number) {
  const size = Math.abs(seconds);
  if (size > 0 && size < 1e-4) return MICRO;
  return size < 9.9995 ? MILLI : WHOLE;
}

/**
 * A time with three significant digits.
 *
 * @example duration(0.02796) // '28.0 ms'
 */
export function duration(seconds: number): string {
  return durations([seconds])[0] ?? '';
}

/** Times in the one unit that suits the largest of them. */
export function durations(seconds: readonly number[]): string[] {
  const { unit, perSecond } = scaleOfAll(seconds);
  return seconds.map((value) => {
    if (value === 0) return `0 ${unit}`;
    return Number.isFinite(value) ? `${digits(value * perSecond)} ${unit}` : '∞';
  });
}

/**
 * Half widths of the intervals of times, in the one unit that suits the largest of the times; empty
 * where there is no interval.
 */
export function halfWidths(estimates: readonly (Spread | null)[]): string[] {
  const { unit, perSecond } = scaleOfAll(estimates.map((estimate) => estimate?.value ?? 0));
  return estimates.map((estimate) => {
    const text = estimate === null ? '' : spread(estimate, perSecond);
    return text === '' ? '' : `${text} ${unit}`;
  });
}

interface Spread {
  readonly value: number;
  readonly halfWidth: number;
}

/** Less is the rounding of the computation. */
const LEAST_SPREAD = 1e-6;

/**
 * Two significant digits of a half width; empty where nothing is random.
 *
 * @example spread({ value: 1.3, halfWidth: 0.0213 }) // '± 0.021'
 */
export function spread({ value, halfWidth }: Spread, scale = 1): string {
  if (!(halfWidth > LEAST_SPREAD * Math.abs(value))) return '';
  return `± ${digits(scale * halfWidth, significant(scale * halfWidth, 2))}`;
}

function scaleOfAll(seconds: readonly number[]) {
  return scale(Math.max(0, ...seconds.filter(Number.isFinite).map(Math.abs)));
}

/**
 * A time somebody wrote, without padding zeros.
 *
 * @example writtenDuration(2) // '2 s'
 */
export function writtenDuration(seconds: number): string {
  if (seconds === Infinity) return '∞';
  const { unit, perSecond } = seconds >= 1 ? WHOLE : scale(seconds);
  return `${Number((seconds * perSecond).toPrecision(9))} ${unit}`;
}

/**
 * Thousands grouped, without exponent; three significant digits where `decimals` are not given.
 *
 * @example digits(15723.8) // '15,724'
 */
export function digits(value: number, decimals = significant(value)): string {
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  const [whole = '', fraction] = size.toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${value < 0 ? '−' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/**
 * A number somebody wrote: four digits at least, no padding zeros.
 *
 * @example written(3350) // '3,350'
 */
export function written(value: number): string {
  const short = Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4));
  return digits(short, String(short).split('.')[1]?.length ?? 0);
}

/** Decimals that show so many significant digits. */
function significant(value: number, figures = 3): number {
  if (value === 0 || !Number.isFinite(value)) return 0;
  const rounded = Number(Math.abs(value).toPrecision(figures));
  return Math.min(9, Math.max(0, figures - 1 - Math.floor(Math.log10(rounded))));
}

/** Tokens or requests: whole from 100 on, tenths from 10 on, else hundredths. */
export function countOf(value: number): string {
  if (!Number.isFinite(value)) return '∞';
  const decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return digits(Number(value.toFixed(decimals)), decimals);
}

/** @example percent(0.2889) // '29 %' */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return '∞';
  const value = Number((100 * share).toFixed(1));
  return `${digits(value, Math.abs(value) < 10 && !Number.isInteger(value) ? 1 : 0)} %`;
}

/** @example rate(27.68) // '27.7 req/s' */
export function rate(perSecond: number): string {
  return `${perSecond < 1000 && Number.isInteger(perSecond) ? perSecond : digits(perSecond)} req/s`;
}

/** @example gigabytes(54652737920) // '54.7 GB' */
export function gigabytes(bytes: number): string {
  return `${digits(bytes / 1e9)} GB`;
}
