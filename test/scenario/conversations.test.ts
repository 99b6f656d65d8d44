import { describe, expect, test } from 'vitest';
import { InvalidInputError, parseScenario, readTrace, withTrace } from '../../src/index.ts';
import { CHAT } from './files.ts';

const from = (who: string, value: string) => ({ from: who, value });
const LIST = [
  {
    id: 'a',
    conversations: [
      from('human', 'x'.repeat(40)),
      from('gpt', 'y"[{\\'.repeat(4)),
      from('human', '排队论'),
      from('gpt', 'z'.repeat(9)),
    ],
  },
  [from('gpt', 'an answer to nothing'), from('human', 'why'), from('gpt', '')],
  {
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'abcd' }], tokens: 100 },
      { role: 'assistant', content: 'ok', tokens: 7 },
    ],
  },
];
const TEXT = `\n ${JSON.stringify(LIST)}\n`;

/** Bytes over four, rounded up: 10; 5 × 4 = 20 bytes; 9 bytes of Chinese; 9 bytes. */
const PROMPTS = [10, 10 + 5 + 3, 100];
const OUTPUTS = [5, 3, 7];

async function faultOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.catch((error: unknown) => error);
  expect(error).toBeInstanceOf(InvalidInputError);
  return (error as InvalidInputError).message;
}

describe('a JSON list of conversations', () => {
  test('has a request for every answer, whose prompt is all before it', async () => {
    const { times, promptTokens, outputTokens, repairs } = await readTrace([TEXT]);
    expect([...promptTokens]).toEqual(PROMPTS);
    expect([...outputTokens]).toEqual(OUTPUTS);
    expect(times).toHaveLength(0);
    expect(repairs).toEqual([
      '1 row with 0 output tokens: left out as failed',
      '7 messages without a count of tokens: estimated as one token for 4 bytes of their text',
      'no times in the file: nothing is known of the arrivals',
    ]);
  });

  test('says the same wherever it is cut', async () => {
    for (let at = 0; at <= TEXT.length; at++)
      expect([...(await readTrace([TEXT.slice(0, at), TEXT.slice(at)])).promptTokens]).toEqual(
        PROMPTS,
      );
    expect([...(await readTrace([...TEXT])).outputTokens]).toEqual(OUTPUTS);
  });

  test('has times where all of it has, and is refused where some has', async () => {
    const timed = (seconds: number) => ({ timestamp: seconds, ...LIST[0] });
    const { times } = await readTrace([JSON.stringify([timed(10), timed(12.5)])]);
    expect([...times]).toEqual([0, 0, 2.5, 2.5]);
    expect(await faultOf(readTrace([JSON.stringify([timed(1), LIST[0]])]))).toBe(
      'given 2 answers without a time among others that have one, allowed timestamp with every conversation, or with none',
    );
    expect(await faultOf(readTrace([JSON.stringify([{ ...LIST[0], time: 'noon' }])]))).toContain(
      'conversation 1 time: given "noon", allowed seconds ≥ 0',
    );
  });

  test('is told what is no conversation', async () =>
    expect(await faultOf(readTrace(['[{"a":1},{"messages":[1]}]']))).toBe(
      [1, 2]
        .map(
          (number) =>
            `conversation ${number}: given a map, allowed a map with conversations or messages: a list of maps with from and value, or role and content`,
        )
        .join('\n'),
    ));

  test('gives lengths beside arrivals, and cannot be replayed without times', async () => {
    const readFile = () => Promise.resolve(TEXT);
    const head = CHAT.slice(0, CHAT.indexOf('traffic:'));
    const own = `${head}traffic: { trace: talks.json, arrivals: { rate: 3 /s } }\n`;
    const { traffic } = await parseScenario(own, { readFile });
    expect(traffic.arrivals).toEqual({ process: 'poisson', rate: 3 });
    expect(Array.from(traffic.lengthPairs?.promptTokens ?? [])).toEqual(PROMPTS);
    const replayed = `${head}traffic: { trace: talks.json }\n`;
    const needed =
      'given a file without times, allowed requests with times; or traffic.trace beside arrivals';
    expect(await faultOf(parseScenario(replayed, { readFile }))).toContain(needed);
    const trace = await readTrace([TEXT]);
    const scenario = await parseScenario(CHAT);
    expect(() => withTrace(scenario, trace)).toThrow(needed);
  });
});
