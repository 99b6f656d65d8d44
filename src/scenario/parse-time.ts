/** A time written with its unit, outside of a scenario file. */
import { InvalidInputError } from '../checks.ts';

/**
 * Seconds of "50 ms" and the like; `path` names the input in an error.
 *
 * @throws InvalidInputError if it is not a time > 0.
 */
export async function parseTime(text: string, path: string): Promise<number> {
  const { parseQuantity } = await import('./quantity.ts');
  const seconds = parseQuantity(text, 'time');
  if (seconds === undefined || !(seconds > 0))
    throw new InvalidInputError([{ path, given: text, allowed: 'a time > 0, such as "50 ms"' }]);
  return seconds;
}
