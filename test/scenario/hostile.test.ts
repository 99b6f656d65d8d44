import { expect, test } from 'vitest';
import { InvalidInputError } from '../../src/checks.ts';
import { parseScenario } from '../../src/scenario/parse.ts';
import { CHAT, chatWith } from './files.ts';

/** Longest text that is read at all. */
const FULL = 65_000;
const filled = (piece: string) => piece.repeat(Math.floor(FULL / piece.length));
const numbered = (line: (index: number) => string) => {
  let text = '';
  for (let index = 0; text.length + 20 < FULL; index++) text += `${line(index)}\n`;
  return text;
};
const aliasBomb = ['a: &a [x,x,x,x,x,x,x,x,x]']
  .concat(
    [...'bcdefghi'].map((name, index) => {
      const alias = `*${'abcdefghi'[index]}`;
      return `${name}: &${name} [${Array(9).fill(alias).join(',')}]`;
    }),
  )
  .join('\n');

test.each([
  ['50 MB', `# ${'x'.repeat(50_000_000)}`],
  ['an alias bomb', `${aliasBomb}\n${CHAT}`],
  ['as many aliases as fit', `a: &a 1\nb: [${'*a,'.repeat(20_000)}]`],
  ['as many anchors as fit', numbered((index) => `k${index}: &a${index} 1`)],
  ['as many fields as fit', numbered((index) => `k${index}: 1`)],
  ['one field as often as fits', filled('a: 1\n')],
  ['as many maps as fit', filled('{}')],
  ['as many commas as fit', `[${filled(',')}`],
  ['as many tags as fit', filled('!!x ')],
  ['as many directives as fit', filled('%a\n')],
  ['as many documents as fit', filled('---\n')],
  ['deep brackets', filled('[')],
  ['deep maps', filled('{a: ')],
  ['deep lists', filled('- ')],
  ['deep keys', filled('? ')],
  [
    'deep indentation',
    Array.from({ length: 350 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
  ],
  ['a text without end', `a: "${filled('x')}`],
  ['binary', 'model: \0\x01\x02'],
  ['bytes that are no text', `model: ${String.fromCharCode(0xfffd)}`],
])('%s is refused within seconds', async (_, text) => {
  const start = Date.now();
  await expect(parseScenario(text)).rejects.toThrow(InvalidInputError);
  expect(Date.now() - start).toBeLessThan(20_000);
});

test.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
  '%s is a field like any unknown one, and leaves objects alone',
  async (name) => {
    await expect(parseScenario(`${CHAT}${name}: { polluted: 1 }\n`)).rejects.toThrow(
      `${name}: given an unknown field`,
    );
    await expect(parseScenario(chatWith('share: 0.3', `${name}: 1, share: 0.3`))).rejects.toThrow(
      `traffic.cachedPrefix.${name}: given an unknown field`,
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  },
);
