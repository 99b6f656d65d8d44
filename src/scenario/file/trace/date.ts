/** Dates and times (ISO 8601, and with a blank for the T) as seconds; without a zone they are UTC. */

const MINUTE = /^\s*(\d{4})-(\d\d)-(\d\d)[T ]([01]\d|2[0-3]):([0-5]\d)/;
const SECONDS = /^:[0-5]\d(?:\.\d*)?$/;
const ZONE = /\s*(?:Z|UTC|([+-])(\d\d)(?::?(\d\d))?)?\s*$/i;
const LONGEST = 64;

/** How the text of each date in a minute begins and ends, and when the minute starts. */
export interface Minute {
  readonly begin: string;
  readonly end: string;
  /** Seconds since some day long ago. */
  readonly start: number;
}

/** The minute of a date; undefined if it is none. */
export function minuteOf(text: string): Minute | undefined {
  const found = text.length > LONGEST ? null : MINUTE.exec(text);
  if (found === null) return undefined;
  const [begin, year, month, day, hour, minute] = found;
  const [end = '', sign, zoneHours = 0, zoneMinutes = 0] = ZONE.exec(text) ?? [];
  const days = dayNumber(Number(year), Number(month), Number(day));
  const minutes = (24 * days + Number(hour)) * 60 + Number(minute);
  const east = 60 * Number(zoneHours) + Number(zoneMinutes);
  return { begin, end, start: 60 * (sign === '-' ? minutes + east : minutes - east) };
}

/** Seconds of a date after the start of the minute; NaN if it is of another one. */
export function secondsIn({ begin, end }: Minute, text: string): number {
  if (!text.startsWith(begin) || !text.endsWith(end)) return Number.NaN;
  const seconds = text.slice(begin.length, text.length - end.length);
  if (SECONDS.test(seconds)) return Number(seconds.slice(1));
  return seconds === '' ? 0 : Number.NaN;
}

/** Days of the Gregorian calendar; NaN if the month has no such day. */
function dayNumber(year: number, month: number, day: number): number {
  const start = daysBefore(year, month);
  const end = month === 12 ? daysBefore(year + 1, 1) : daysBefore(year, month + 1);
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= end - start;
  return isDay ? start + day : Number.NaN;
}

/** The year is taken to begin in March: a leap day is then its last. */
function daysBefore(year: number, month: number): number {
  const marchYear = month < 3 ? year - 1 : year;
  const [fourths, centuries] = [Math.floor(marchYear / 4), Math.floor(marchYear / 100)];
  const leaps = fourths - centuries + Math.floor(marchYear / 400);
  return 365 * marchYear + leaps + Math.floor((153 * ((month + 9) % 12) + 2) / 5);
}
