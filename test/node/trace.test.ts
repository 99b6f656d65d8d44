import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { InvalidInputError } from '../../src/index.ts';
import { readTraceBytes, readTraceFile } from '../../src/node/files/trace.ts';

const TEXT =
  '\uFEFFtime,note,promptTokens,outputTokens\r\n0,"für\r\n🙂",3,4\r\n2.5,日本,5,6\r\n2.5,"",7,8\r\n';
const TRACE = {
  times: Float64Array.of(0, 2.5, 2.5),
  promptTokens: Int32Array.of(3, 5, 7),
  outputTokens: Int32Array.of(4, 6, 8),
  repairs: ['1 row at the same time as the row before (line 5): kept as simultaneous arrivals'],
};
const LONG = `time,promptTokens,outputTokens\n${Array.from(
  { length: 300_000 },
  (_, index) => `${index / 16},${(index * 7919) % 4001},${1 + ((index * 104_729) % 997)}\n`,
).join('')}`.replaceAll(',0,', ',1,');

const folder = mkdtempSync(join(tmpdir(), 'slaq-trace-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function faultOf(trace: Promise<unknown>): Promise<string> {
  const error = await trace.catch((error: unknown) => error);
  expect(error).toBeInstanceOf(InvalidInputError);
  return (error as InvalidInputError).message;
}

async function* pieces(...parts: readonly Uint8Array[]) {
  yield* parts;
}

describe('a file', () => {
  test.each([
    ['plain.csv', Buffer.from(TEXT)],
    ['zipped.csv.gz', gzipSync(TEXT)],
    ['zipped-in-two.gz', Buffer.concat([gzipSync(TEXT.slice(0, 50)), gzipSync(TEXT.slice(50))])],
    ['zipped-without-saying.csv', gzipSync(TEXT)],
  ])('%s', async (name, content) =>
    expect(await readTraceFile(file(name, content))).toStrictEqual(TRACE),
  );

  test.each([
    ['plain', Buffer.from(TEXT)],
    ['zipped', gzipSync(TEXT)],
  ])('%s bytes say the same wherever they are cut', async (_, bytes) => {
    for (let at = 0; at <= bytes.length; at++) {
      const cut = pieces(bytes.subarray(0, at), bytes.subarray(at));
      expect(await readTraceBytes(cut, 'f.csv')).toStrictEqual(TRACE);
    }
    const single = [...bytes].map((byte) => Uint8Array.of(byte));
    expect(await readTraceBytes(pieces(...single), 'f.csv')).toStrictEqual(TRACE);
  });

  test('- is standard input', async () => {
    const input = vi.spyOn(process, 'stdin', 'get');
    const standardInput = (bytes: Uint8Array) => Readable.from([bytes]) as typeof process.stdin;
    input.mockReturnValueOnce(standardInput(gzipSync(TEXT)));
    expect(await readTraceFile('-')).toStrictEqual(TRACE);
    input.mockReturnValueOnce(standardInput(Buffer.from('time,promptTokens,outputTokens\nx,1,1')));
    expect(await faultOf(readTraceFile('-'))).toMatch(/^stdin:2 time: given "x", allowed seconds/);
    input.mockRestore();
  });

  test('a long one is read in pieces, plain or zipped', async () => {
    const start = Date.now();
    const plain = await readTraceFile(file('long.csv', LONG));
    const zipped = await readTraceFile(file('long.csv.gz', gzipSync(LONG, { level: 1 })));
    expect(Date.now() - start).toBeLessThan(10_000);
    expect(plain.times).toHaveLength(300_000);
    // As bytes, since comparing lists takes ten times as long as reading them.
    for (const column of ['times', 'promptTokens', 'outputTokens'] as const)
      expect(Buffer.compare(bytesOf(zipped[column]), bytesOf(plain[column])), column).toBe(0);
  });
});

describe('faults', () => {
  test.each([
    ['no-such.csv', 'no such file'],
    ['', 'it is a folder'],
  ])('a file that cannot be read: %j', async (name, reason) => {
    const path = join(folder, name);
    expect(await faultOf(readTraceFile(path))).toBe(
      `--trace: given ${JSON.stringify(shortened(path))}, allowed a trace file that can be read (${reason})`,
    );
  });

  test('those of a row name the file and the line', async () => {
    const text = 'time,promptTokens,outputTokens\n0,1,1\n0,0,1\n';
    expect(await faultOf(readTraceBytes(pieces(Buffer.from(text)), 'a/f.csv'))).toBe(
      'a/f.csv:3 promptTokens: given 0, allowed a whole number from 1 to 10 million',
    );
  });

  test('those of a file name it', async () =>
    expect(await faultOf(readTraceBytes(pieces(), 'f.csv'))).toMatch(
      /^f\.csv: given an empty file, allowed UTF-8 text/,
    ));

  test.each([
    ['Latin-1', Buffer.from('zeit,größe,antwort\n', 'latin1')],
    ['UTF-16', Buffer.from('\uFEFFtime,promptTokens,outputTokens\n', 'utf16le')],
    ['a picture', Buffer.from('89504e470d0a1a0a', 'hex')],
  ])('%s is not UTF-8', async (_, bytes) =>
    expect(await faultOf(readTraceBytes(pieces(bytes), 'f'))).toMatch(/^f: given binary data/),
  );

  test('a gzip file that is cut short, after the line it reached', async () => {
    const zipped = gzipSync(LONG);
    const half = zipped.subarray(0, zipped.length / 2);
    const message = await faultOf(readTraceBytes(pieces(half), 'f.csv.gz'));
    const found =
      /^--trace: given "f\.csv\.gz", allowed a complete gzip file \(it ends after line (\d+): unexpected end of file\)$/.exec(
        message,
      );
    expect(Number(found?.[1])).toBeGreaterThan(50_000);
    expect(Number(found?.[1])).toBeLessThan(300_000);
  });

  test('a gzip file cut anywhere is refused', async () => {
    const zipped = gzipSync(TEXT);
    for (let length = 2; length < zipped.length; length++)
      expect(await faultOf(readTraceBytes(pieces(zipped.subarray(0, length)), 'f.gz'))).toMatch(
        /^--trace: given "f\.gz", allowed a complete gzip file \(.*unexpected end of file\)$/,
      );
  });

  test('a gzip file that was changed', async () => {
    const zipped = gzipSync(TEXT);
    zipped[zipped.length - 6] = (zipped.at(-6) ?? 0) ^ 1;
    expect(await faultOf(readTraceBytes(pieces(zipped), 'f.gz'))).toMatch(
      /^--trace: given "f\.gz", allowed a complete gzip file \(.*incorrect data check\)$/,
    );
  });

  test('a file called .gz that is none', async () =>
    expect(await faultOf(readTraceBytes(pieces(Buffer.from(TEXT)), 'f.gz'))).toBe(
      '--trace: given "f.gz", allowed a complete gzip file (incorrect header check)',
    ));

  test('what is no fault of the file is not told as one', async () => {
    async function* broken() {
      yield Buffer.from('time,');
      throw new TypeError('broken');
    }
    await expect(readTraceBytes(broken(), 'f.csv')).rejects.toThrow(TypeError);
  });

  test('the file is closed after the first fault', async () => {
    let isClosed = false;
    async function* endless() {
      try {
        for (;;) yield Buffer.from('x,y\n');
      } finally {
        isClosed = true;
      }
    }
    await faultOf(readTraceBytes(endless(), 'f.csv'));
    expect(isClosed).toBe(true);
  });
});

function bytesOf({ buffer }: Float64Array | Int32Array): Uint8Array {
  return new Uint8Array(buffer);
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
