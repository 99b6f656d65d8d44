import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { InvalidInputError, readTrace } from '../../src/index.ts';
import { Requests } from '../../src/scenario/file/trace/requests.ts';
import { type Draw, forAll } from '../support/cases.ts';

const HEADER = 'time,promptTokens,outputTokens\n';

/** What a text holds, as plain lists. */
async function read(...chunks: readonly string[]) {
  const { times, promptTokens, outputTokens, repairs } = await readTrace(chunks);
  return { times: [...times], prompts: [...promptTokens], outputs: [...outputTokens], repairs };
}

async function faultOf(text: string): Promise<string> {
  const error = await readTrace([text]).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(InvalidInputError);
  return (error as InvalidInputError).message;
}

const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 9));

describe('formats', () => {
  const TWO = { prompts: [374, 396], outputs: [44, 109], repairs: [] };

  test.each([
    ['CSV in seconds', 'time,promptTokens,outputTokens\n10,374,44\n12.5,396,109\n'],
    ['CSV with dates', `${HEADER}2024-02-28T23:59:59Z,374,44\n2024-02-29 00:00:01.5,396,109`],
    [
      'CSV in an order of its own',
      'user,Output Tokens,TIME,prompt_tokens\na,44,1,374\nb,109,3.5,396',
    ],
    [
      'CSV with other names',
      'arrived_at,num_prefill_tokens,num_decode_tokens\n1,374,44\n3.5,396,109',
    ],
    [
      'Azure',
      'TIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 18:15:46.6805900,374,44\r\n2023-11-16 18:15:49.1805900,396,109',
    ],
    [
      'Azure of 2024, with a zone',
      'TIMESTAMP,ContextTokens,GeneratedTokens\n2024-05-10 00:00:00.009930+00:00,374,44\n2024-05-10 00:00:02.509930+00:00,396,109\n',
    ],
    [
      'BurstGPT',
      'Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,ChatGPT,374,44,418,Conversation log\n7.5,GPT-4,396,109,505,API log\n',
    ],
    [
      'BurstGPT with sessions',
      'Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,1,0.1,ChatGPT,374,44,418,Conversation log\n7.5,2,0.2,GPT-4,396,109,505,API log\n',
    ],
    [
      'Mooncake, in milliseconds',
      '{"timestamp": 500, "input_length": 374, "output_length": 44, "hash_ids": [0, 1]}\n{"timestamp": 3000, "input_length": 396, "output_length": 109, "hash_ids": []}\n',
    ],
    [
      'JSON lines in seconds',
      '{"time":0,"promptTokens":374,"outputTokens":44}\n\n{"outputTokens":109,"promptTokens":396,"time":2.5}',
    ],
    [
      'JSON lines with dates and numbers in quotes',
      '{"time":"2024-01-01T00:00:00Z","promptTokens":"374","outputTokens":"44"}\n{"time":"2024-01-01T00:00:02.5Z","promptTokens":"396","outputTokens":"109"}',
    ],
    ['semicolons', 'time;promptTokens;outputTokens\n0;374;44\n2.5;396;109\n'],
    ['tabs', 'time\tpromptTokens\toutputTokens\n0\t374\t44\n2.5\t396\t109\n'],
    [
      'quotes',
      '"time","note","promptTokens","outputTokens"\n"0","a, ""b""",374,"44"\n2.5,"",396,109',
    ],
    [
      'a quoted line end',
      'time,note,promptTokens,outputTokens\n0,"a\nb\r\n",374,44\n2.5,c,396,109',
    ],
    [
      'a byte order mark and Windows line ends',
      `\uFEFF${HEADER}0,374,44\n2.5,396,109\n`.replaceAll('\n', '\r\n'),
    ],
    ['blank lines, blanks and empty rows', `\n${HEADER}\n 0 , 374 ,44 \n,,\n  \n2.5,396,109\n\n`],
    ['no line end at the end', `${HEADER}0,374,44\n2.5,396,109`],
    ['whole numbers written as decimals', `${HEADER}0,374.0,44.\n25e-1,396.00,109`],
    ['empty cells beyond the header', `${HEADER}0,374,44,\n2.5,396,109,,\n`],
  ])('%s', async (_, text) =>
    expect(await read(text)).toStrictEqual({ times: close([0, 2.5]), ...TWO }),
  );

  test.each([
    ['2023-12-31 23:59:30', '2024-01-01 00:00:30.25', 60.25],
    ['2024-02-29 12:00', '2024-03-01 12:00', 86_400],
    ['2100-02-28 00:00:00', '2100-03-01 00:00:00', 86_400],
    ['2000-02-28 00:00:00', '2000-03-01 00:00:00', 172_800],
    ['2024-01-01T00:00:00+05:30', '2024-01-01T00:00:00Z', 19_800],
    ['2024-01-01T00:00:00Z', '2024-01-01T00:00:00-0130', 5400],
    ['2024-01-01 00:00:00', '2024-01-01 01:00:00+01', 0],
    ['2023-11-16 18:15:46.6805900', '2023-11-23 18:15:46.6805901', 604_800.000_000_1],
    ['1700158546.6805900', '1700763346.6805901', 604_800.000_000_1],
  ])('from %s to %s are %f seconds', async (from, to, seconds) => {
    const { times } = await read(`${HEADER}${from},1,1\n${to},1,1\n`);
    expect(times[1]).toBeCloseTo(seconds, 9);
  });

  test('times that begin at 0 are those of the file, to the last bit', async () => {
    const times = [0, 0.1, 0.7, 123_456.789, 86_399.999_999_9, 99_999_999.123_456];
    const rows = times.sort((a, b) => a - b).map((time) => `${time},1,1\n`);
    expect((await read(HEADER, ...rows)).times).toStrictEqual(times);
  });
});

describe('pieces', () => {
  const row = (index: number) =>
    `${index / 8},"a ""ü"",\r\n🙂;${index}",${1 + index},${index % 3}\r\n`;
  const csv = `\uFEFFtime,"note",promptTokens,outputTokens\r\n${[0, 4, 1, 1, 5].map(row).join('')}`;
  const json =
    '{"timestamp":1,"input_length":2,"output_length":3}\r\n\n{"timestamp":1,"input_length":4,"output_length":5}';

  test.each([
    ['CSV', csv],
    ['JSON lines', json],
  ])('wherever %s is cut, it says the same', async (_, text) => {
    const whole = await read(text);
    for (let at = 0; at <= text.length; at++)
      expect(await read(text.slice(0, at), text.slice(at))).toStrictEqual(whole);
    expect(await read(...text.split(''))).toStrictEqual(whole);
    expect(await readTrace(text)).toMatchObject({ repairs: whole.repairs });
  });

  test('pieces may come later', async () => {
    async function* later() {
      yield HEADER;
      yield '0,3,';
      yield '4';
    }
    expect(await readTrace(later())).toMatchObject({ outputTokens: Int32Array.of(4) });
  });

  test('a piece of many blocks is one text', async () => {
    const rows = Array.from({ length: 70_000 }, (_, index) => `${index},${index + 1},1\n`);
    const { times, prompts } = await read(HEADER + rows.join(''));
    expect(times).toStrictEqual(rows.map((_, index) => index));
    expect(prompts.at(-1)).toBe(70_000);
  });
});

describe('repairs', () => {
  test('rows out of order are sorted; those of one time keep their order', async () =>
    expect(await read(`${HEADER}5,1,1\n3,2,1\n4,3,1\n3,4,1\n9,5,1\n`)).toStrictEqual({
      times: [0, 0, 1, 2, 6],
      prompts: [2, 4, 3, 1, 5],
      outputs: [1, 1, 1, 1, 1],
      repairs: [
        '2 rows earlier than the row before (the first in line 3): all rows sorted by time',
        '1 row at the same time as the row before: kept as simultaneous arrivals',
      ],
    }));

  test('requests without output are left out, and do not set the clock', async () =>
    expect(await read(`${HEADER}1,0,0\n2,7,1\n3,8,0\n4,9,1\n`)).toStrictEqual({
      times: [0, 2],
      prompts: [7, 9],
      outputs: [1, 1],
      repairs: ['2 rows with 0 output tokens (the first in line 2): left out as failed'],
    }));

  test('simultaneous arrivals are kept and told', async () =>
    expect((await read(`${HEADER}1,1,1\n2,1,1\n2,1,1\n`)).repairs).toStrictEqual([
      '1 row at the same time as the row before (line 4): kept as simultaneous arrivals',
    ]));

  test('sorting is that of a list, whatever the order', async () => {
    const cases: number[][] = [];
    const draw = (between: Draw) => Array.from({ length: 20 }, () => Math.floor(between(1, 30)));
    forAll(draw, (times) => cases.push(times), 100);
    for (const times of cases) {
      const rows = times.map((time, index) => `${time},${index + 1},1\n`);
      const sorted = times
        .map((time, index) => ({ time: time - Math.min(...times), prompt: index + 1 }))
        .sort((a, b) => a.time - b.time);
      const found = await read(HEADER, ...rows);
      expect(found.times).toStrictEqual(sorted.map(({ time }) => time));
      expect(found.prompts).toStrictEqual(sorted.map(({ prompt }) => prompt));
    }
  });
});

const OWN = 'the columns time, promptTokens, outputTokens';
const TEXT =
  'UTF-8 text: JSON lines, a JSON list of conversations, or CSV with a header such as time,promptTokens,outputTokens or ' +
  'TIMESTAMP,ContextTokens,GeneratedTokens or Timestamp,Request tokens,Response tokens or ' +
  'timestamp,input_length,output_length';
const KNOWN = TEXT.slice(TEXT.indexOf('time,'));
const TOKENS = 'a whole number from 1 to 10 million';
const TIME = 'seconds ≥ 0, or a date and time such as 2023-11-16 18:15:46.6805900 (UTC)';
const JSON_ROW = '{"timestamp":0,"input_length":1,"output_length":1}\n';

describe('faults of a file', () => {
  test.each([
    ['', `given an empty file, allowed ${TEXT}`],
    ['\uFEFF\r\n \n', `given an empty file, allowed ${TEXT}`],
    [HEADER, 'given a header without rows, allowed at least one request with output tokens'],
    [
      `${HEADER}0,5,0\n1,5,0\n`,
      'given 2 requests without output, allowed at least one request with output tokens',
    ],
    ['PK\u0003\u0004\0\0', `given binary data, allowed ${TEXT}`],
    ['\n# Requests\n', `2: given "# Requests", allowed ${TEXT}`],
    [
      '[{"time":0}]',
      'conversation 1: given a map, allowed a map with conversations or messages: a list of maps with from and value, or role and content',
    ],
    ['[[]', 'given a list that does not end, allowed a whole JSON list […]'],
    ['[]', 'given a header without rows, allowed at least one request with output tokens'],
    ['{\n"time":0}', '1: given "{", allowed one whole JSON object {…} per line'],
    ['0,10,20\n1,10,20\n', `1 header: given "0,10,20", allowed ${KNOWN}`],
    ['id,timestamp\n', `1 header: given "id,timestamp", allowed ${KNOWN}`],
    [
      'tme,prompt,outputTokens\n',
      `1 header: given "tme", allowed ${OWN}; did you mean time\n` +
        `1 header: given "prompt", allowed ${OWN}; did you mean promptTokens`,
    ],
    [
      'time,a,outputTokens\n',
      `1 header: given no column promptTokens among time, a, outputTokens, allowed ${OWN}`,
    ],
    [
      'timestamp,promptTokens,outputTokens\n',
      `1 header: given "timestamp", allowed ${OWN}; did you mean time`,
    ],
    [
      'Timestamp,Model,Request tokens\n',
      '1 header: given no column Response tokens among Timestamp, Model, Request tokens, ' +
        'allowed the columns Timestamp, Request tokens, Response tokens',
    ],
    [
      '{"timestamp":0,"input_length":1,"output_lenght":1}',
      '1 header: given "output_lenght", allowed the columns timestamp, input_length, ' +
        'output_length; did you mean output_length',
    ],
    [
      'time,promptTokens,input_tokens,outputTokens\n',
      '1 header: given promptTokens and input_tokens, allowed one column of them: promptTokens',
    ],
    [`${HEADER}0,"1,1\n1,1,1\n`, '2: given a quote that does not end, allowed "text"'],
  ])('%#: %j', async (text, message) => expect(await faultOf(text)).toBe(message));

  test('a file without ends is refused before memory is full', async () => {
    const rest = '1,1,1\n'.repeat(20_000);
    expect(await faultOf(`${HEADER}0,"1,1\n${rest}1,x,1\n`)).toBe(
      '2: given a quote that does not end, allowed "text"',
    );
    expect(await faultOf('x'.repeat(4_100_000))).toBe(
      '1: given a line of more than 4 million characters, allowed one request per line',
    );
  });

  test('a header of very many columns is refused in no time, and briefly', async () => {
    const names = Array.from({ length: 200_000 }, (_, index) => `promptToken${index}`);
    expect((await faultOf(`time,${names.join(',')}\n`)).length).toBeLessThan(1000);
  });

  test('more requests than memory has room for are refused', () => {
    const requests = new Requests(2);
    requests.add(0, 1, 1, 2);
    requests.add(1, 1, 1, 3);
    expect(() => requests.add(2, 1, 1, 4)).toThrow(
      '4: given one request more, allowed at most 2 requests',
    );
  });
});

describe('faults of a row', () => {
  test.each([
    ['0,x,1', `2 promptTokens: given "x", allowed ${TOKENS}`],
    ['0,0,1', `2 promptTokens: given 0, allowed ${TOKENS}`],
    ['0,-3,1', `2 promptTokens: given -3, allowed ${TOKENS}`],
    ['0,1.5,1', `2 promptTokens: given 1.5, allowed ${TOKENS}`],
    ['0,10000001,1', `2 promptTokens: given 10000001, allowed ${TOKENS}`],
    ['0,99999999999999999999,1', `2 promptTokens: given "99999999999999999999", allowed ${TOKENS}`],
    ['0,0x10,1', `2 promptTokens: given "0x10", allowed ${TOKENS}`],
    ['0,,1', `2 promptTokens: given "", allowed ${TOKENS}`],
    ['0,1,-1', '2 outputTokens: given -1, allowed a whole number from 0 to 10 million'],
    ['0,x,0', `2 promptTokens: given "x", allowed ${TOKENS}`],
    ['0,1', '2 outputTokens: given nothing, allowed a whole number from 0 to 10 million'],
    ['0,5,1,20', '2: given 4 columns, allowed 3, as in the header'],
    [',1,1', `2 time: given "", allowed ${TIME}`],
    ['-1,1,1', `2 time: given -1, allowed ${TIME}`],
    ['NaN,1,1', `2 time: given "NaN", allowed ${TIME}`],
    ['1e999,1,1', `2 time: given "1e999", allowed ${TIME}`],
    ['noon,1,1', `2 time: given "noon", allowed ${TIME}`],
    ['2023-02-29 00:00,1,1', `2 time: given "2023-02-29 00:00", allowed ${TIME}`],
    ['2023-13-01 00:00,1,1', `2 time: given "2023-13-01 00:00", allowed ${TIME}`],
    ['2023-01-01 24:00,1,1', `2 time: given "2023-01-01 24:00", allowed ${TIME}`],
    ['2023-01-01 00:00:61,1,1', `2 time: given "2023-01-01 00:00:61", allowed ${TIME}`],
    ['2023-01-01 00:00:00 CET,1,1', `2 time: given "2023-01-01 00:00:00 CET", allowed ${TIME}`],
    [
      '-1,x,-2',
      `2 time: given -1, allowed ${TIME}\n2 promptTokens: given "x", allowed ${TOKENS}\n` +
        '2 outputTokens: given -2, allowed a whole number from 0 to 10 million',
    ],
    [
      '1,1,1\n2023-01-01 00:00,1,1',
      '3 time: given "2023-01-01 00:00", allowed seconds ≥ 0, as in the first row',
    ],
    [
      '2023-01-01 00:00,1,1\n1,1,1',
      `3 time: given 1, allowed ${TIME.slice(TIME.indexOf('a date'))}, as in the first row`,
    ],
  ])('%j', async (rows, message) => expect(await faultOf(HEADER + rows)).toBe(message));

  test.each([
    ['{"timestamp":1', '2: given "{\\"timestamp\\":1", allowed one whole JSON object {…} per line'],
    ['[1,1,1]', '2: given "[1,1,1]", allowed one whole JSON object {…} per line'],
    ['null', '2: given "null", allowed one whole JSON object {…} per line'],
    [
      '{"timestamp":-1,"input_length":null,"output_length":true}',
      '2 timestamp: given -1, allowed milliseconds ≥ 0, as in the first row\n' +
        `2 input_length: given nothing, allowed ${TOKENS}\n` +
        '2 output_length: given true, allowed a whole number from 0 to 10 million',
    ],
    ['{"timestamp":1,"output_length":1}', `2 input_length: given nothing, allowed ${TOKENS}`],
  ])('%s', async (row, message) => expect(await faultOf(JSON_ROW + row)).toBe(message));

  test('they name the columns of the file', async () =>
    expect(await faultOf('Timestamp;Model;Request tokens;Response tokens\n0;m;x;1')).toBe(
      `2 Request tokens: given "x", allowed ${TOKENS}`,
    ));

  test('lines are those of the file, blank ones and quoted line ends counted', async () => {
    const text = 'time,note,promptTokens,outputTokens\n\n0,"\n\n",1,1\n\n1,"\n",x,1\n';
    expect(await faultOf(text)).toBe(`7 promptTokens: given "x", allowed ${TOKENS}`);
  });

  test('after twenty nothing more is read', async () => {
    let pieces = 0;
    function* text() {
      yield HEADER;
      for (pieces = 1; pieces < 1000; pieces++) yield 'a,1,1\n';
    }
    const error = await readTrace(text()).catch((error: unknown) => error);
    expect((error as InvalidInputError).issues.map(({ line }) => line)).toStrictEqual(
      Array.from({ length: 20 }, (_, index) => index + 2),
    );
    expect(pieces).toBe(20);
  });
});

test('docs/traces.md names every format, and its faults are those that are told', async () => {
  const page = readFileSync('docs/traces.md', 'utf8');
  for (const name of KNOWN.split(/,| or /)) expect(page).toContain(`\`${name}\``);
  const faults = page.slice(page.indexOf('## Faults')).matchAll(/^\| `(.+)` \| `(.+)` \|$/gm);
  const rows = [...faults];
  expect(rows).toHaveLength(3);
  for (const [, text = '', fault] of rows)
    expect(await faultOf(text.startsWith('tme') ? text : HEADER + text)).toBe(fault);
});

test('three hundred thousand rows take no time worth mentioning', async () => {
  function* text() {
    yield HEADER;
    for (let i = 0; i < 300; i++)
      yield Array.from({ length: 1000 }, (_, j) => `${i + j / 1000},${j + 1},${i + 1}\n`).join('');
  }
  const start = Date.now();
  const { times, promptTokens, outputTokens, repairs } = await readTrace(text());
  expect(Date.now() - start).toBeLessThan(5000);
  expect([times.length, promptTokens.length, outputTokens.length]).toEqual(Array(3).fill(300_000));
  expect([times.at(-1), promptTokens.at(-1), outputTokens.at(-1)]).toEqual([299.999, 1000, 300]);
  expect(repairs).toEqual([]);
});
