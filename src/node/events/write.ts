/** --events: one run on record, beside the answer. */
import { InvalidInputError, type Scenario, type SimulateOptions } from '../../index.ts';
import type { Workers } from '../experiment/workers.ts';
import { reasonOf } from '../files/text.ts';
import { eventFormatOf } from './formats.ts';
import { writeWhole } from './whole-files.ts';

/** A timeline of more is too long to look at. */
const MOST_REQUESTS = 10_000;

/**
 * Sentences for the report: what was written where.
 *
 * @throws InvalidInputError if a file cannot be written.
 */
export async function writeEvents(
  workers: Pick<Workers, 'record'>,
  scenario: Scenario,
  { requests = MOST_REQUESTS, seed = 1 }: SimulateOptions,
  path: string | undefined,
): Promise<readonly string[]> {
  if (path === undefined) return [];
  const paths = eventFormatOf(path).paths(path);
  const size = { requests: Math.min(requests, MOST_REQUESTS), seed };
  try {
    const count = await writeWhole(paths, (descriptors) =>
      workers.record({ scenario, ...size, path, descriptors }),
    );
    const what = count === 1 ? '1 request' : `${count.toLocaleString('en')} requests`;
    return [`Events of one run of ${what} written to ${paths.join(' and ')}`];
  } catch (error) {
    throw faultOf(error, path);
  }
}

/** Faults of the disk are told as such, also those that come from a worker without their code. */
function faultOf(error: unknown, path: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined && !/^E[A-Z]+: /.test(message)) return error;
  const reason = code === 'ENOENT' ? 'no such folder' : reasonOf(error);
  const allowed = `a file that can be written (${reason})`;
  return new InvalidInputError([{ path: '--events', given: path, allowed }]);
}
