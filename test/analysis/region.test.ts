import { describe, expect, test } from 'vitest';
import { predict } from '../../src/analysis/predict.ts';
import { LINE, serving } from './scenarios.ts';

const regionOf = (changes: Parameters<typeof serving>[0]) => {
  const { region, warnings, errorBand } = predict(serving({ rate: 0.01, ...changes }));
  return { region, weak: warnings.filter((text) => text.includes('weak')), errorBand };
};
const tokens = (value: number) => ({ distribution: 'fixed', value }) as const;
const lengths = (prompt: number, output: number) => ({
  promptTokens: tokens(prompt),
  outputTokens: tokens(output),
});

test('a chat service is usual, and is not warned of', () => {
  expect(regionOf({ traffic: lengths(1000, 200) })).toMatchObject({ region: 'usual', weak: [] });
});

describe('weak, with a warning that says why and error bands of its own', () => {
  // A decode iteration takes 6 ms and a little; a chunk of 2000 tokens 6 + 50 ms and its attention.
  test.each([
    ['prompts that last 20 decode iterations', { traffic: lengths(4800, 900) }, 'as long as 2'],
    ['prompts that last a quarter of their answer', { traffic: lengths(2000, 39) }, 'only 39'],
    ['few slots', { engine: { maxBatchSize: 8 } }, 'only 8 slots'],
  ])('%s', (_, changes, why) => {
    const { region, weak, errorBand } = regionOf(changes);
    expect(region).toBe('weak');
    expect(weak).toEqual([expect.stringContaining(why)]);
    const usual = regionOf({ traffic: lengths(1000, 200) });
    expect(errorBand.ttft.mean).toBeGreaterThan(usual.errorBand.ttft.mean);
  });

  test('just on this side of each bound it is usual', () => {
    for (const changes of [
      { traffic: lengths(3400, 900) },
      { traffic: lengths(2000, 45) },
      { engine: { maxBatchSize: 9 } },
      { engine: { maxBatchSize: 1 } }, // one slot is M/G/1
    ])
      expect(regionOf({ time: LINE, ...changes }).region, JSON.stringify(changes)).toBe('usual');
  });
});
