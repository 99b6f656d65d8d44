import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Every one-line `@example expression // value` in the source is run, so that none can rot. */
const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);
const examples = files.flatMap((file) =>
  [...readFileSync(`src/${file}`, 'utf8').matchAll(/@example (.+?) \/\/ (.+?)(?: \*\/)?$/gm)].map(
    ([, expression = '', value = '']) => ({ file, expression, value }),
  ),
);

test.each(examples)('$file: $expression is $value', async ({ file, expression, value }) => {
  const exported: Record<string, unknown> = await import(/* @vite-ignore */ `../src/${file}`);
  const names = Object.keys(exported);
  const evaluate = (code: string): unknown =>
    new Function(...names, `return (${code})`)(...Object.values(exported));
  const [actual, expected] = [await evaluate(expression), evaluate(value)];
  if (typeof expected === 'number') expect(actual).toBeCloseTo(expected, decimals(value));
  else expect(actual).toEqual(expected);
});

/** As many decimals as the example prints. */
function decimals(value: string): number {
  const [, fraction = '', exponent = '0'] = /^-?\d*\.?(\d*)(?:e([+-]?\d+))?$/.exec(value) ?? [];
  return fraction.length - Number(exponent);
}

test('an example in the source that is not run would be one that nobody reads', () => {
  const tags = files.flatMap((file) => [
    ...readFileSync(`src/${file}`, 'utf8').matchAll(/@example/g),
  ]);
  expect(examples.length).toBeGreaterThan(0);
  expect(examples.length).toBe(tags.length);
});
