import { expect, test } from 'vitest';
import { parseScenario } from '../../src/scenario/parse.ts';
import { CHAT, chatWith } from './files.ts';

const cachedIn = async (text: string) =>
  (await parseScenario(chatWith('cachedPrefix: { share: 0.3 }', `cachedPrefix: ${text}`))).traffic
    .cachedPrefix;

test('a share, a number of tokens, or a law of them', async () => {
  expect((await parseScenario(CHAT)).traffic.cachedPrefix).toEqual({ share: 0.3 });
  expect(await cachedIn('{ tokens: 400 }')).toEqual({ tokens: 400 });
  const tokens = { distribution: 'empirical', values: [0, 300], weights: [2, 1] };
  expect(await cachedIn(JSON.stringify({ tokens }))).toEqual({ tokens });
});

test.each([
  ['{ tokens: -1 }', 'traffic.cachedPrefix.tokens: given -1, allowed a whole number 0 to 10000000'],
  [
    '{ tokens: many }',
    'traffic.cachedPrefix.tokens: given "many", allowed a whole number 0 to 10000000, or a map with distribution: fixed',
  ],
  [
    '{ tokens: { distribution: gamma, mean: 500 } }',
    'traffic.cachedPrefix.tokens.cv: given nothing, allowed a number > 0 and ≤ 100',
  ],
])('%s is refused where it is wrong', async (text, fault) => {
  await expect(cachedIn(text)).rejects.toThrow(fault);
});
