/** A time written with its unit. */
import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../src/checks.ts';
import { parseTime } from '../../src/scenario/parse-time.ts';

describe('a time is seconds', () => {
  test.each([
    ['30 ms', 0.03],
    ['2 s', 2],
    ['1 minute', 60],
  ])('%s is %d s', async (text, seconds) => {
    expect(await parseTime(text, '--within')).toBeCloseTo(seconds, 12);
  });

  test.each(['30', '-1 s', '0 ms', '5 GB', 'soon', ''])('%j is a fault', async (text) => {
    const fault = await parseTime(text, '--within').catch((error) => error);
    expect(fault).toBeInstanceOf(InvalidInputError);
    expect(fault.issues).toEqual([
      { path: '--within', given: text, allowed: 'a time > 0, such as "50 ms"' },
    ]);
  });
});
