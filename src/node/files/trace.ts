/** Traces from disk or standard input, plain or compressed with gzip, piece by piece. */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import {
  describeTraffic,
  InvalidInputError,
  type Issue,
  type RequestTrace,
  readTrace,
  type TrafficDescription,
} from '../../index.ts';
import { reasonOf } from './text.ts';

/** Larger pieces are slower, and outlive the young generation. */
const PIECE = 1 << 16;

/**
 * The requests of a trace file; `-` is standard input. Faults name the file and the line.
 *
 * @throws InvalidInputError if the file cannot be read, is damaged, or is no trace.
 */
export async function readTraceFile(path: string): Promise<RequestTrace> {
  return readTraceBytes(bytesOf(path), path);
}

/** What a trace file says of its traffic, in constant memory; `-` is standard input. */
export async function describeTraceFile(path: string): Promise<TrafficDescription> {
  return fromBytes(bytesOf(path), { name: path, option: 'FILE' }, describeTraffic);
}

function bytesOf(path: string): AsyncIterable<Uint8Array> {
  return path === '-' ? process.stdin : createReadStream(path, { highWaterMark: PIECE });
}

/** The same from bytes in any pieces; `name` is that of the file they come from. */
export async function readTraceBytes(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
): Promise<RequestTrace> {
  return fromBytes(bytes, { name, option: '--trace' }, readTrace);
}

/** What is made of the text of a file. @param option that named it. */
async function fromBytes<T>(
  bytes: AsyncIterable<Uint8Array>,
  { name, option }: { readonly name: string; readonly option: string },
  read: (text: AsyncIterable<string>) => Promise<T>,
): Promise<T> {
  const progress = { lines: 0 };
  try {
    return await read(textOf(await unzipped(bytes, name), progress));
  } catch (error) {
    if (error instanceof InvalidInputError)
      throw new InvalidInputError(error.issues.map((issue) => placed(issue, name)));
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const allowed = code.startsWith('Z_')
      ? `a complete gzip file (${damage(error as Error, progress.lines)})`
      : `a trace file that can be read (${reasonOf(error)})`;
    throw new InvalidInputError([{ path: option, given: name, allowed }]);
  }
}

/** The bytes as they are, or what gzip made them of. */
async function unzipped(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
): Promise<AsyncIterable<Uint8Array>> {
  const rest = bytes[Symbol.asyncIterator]();
  let head = new Uint8Array();
  while (head.length < 2) {
    const next = await rest.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const whole = rejoined(head, rest);
  const isZipped = name.endsWith('.gz') || (head[0] === 0x1f && head[1] === 0x8b);
  if (!isZipped) return whole;
  const gunzip = createGunzip({ chunkSize: PIECE });
  // Its fault, or that of the disk, reaches whoever reads from gunzip.
  pipeline(Readable.from(whole), gunzip).catch(() => {});
  return gunzip;
}

async function* rejoined(head: Uint8Array, rest: AsyncIterator<Uint8Array>) {
  try {
    if (head.length > 0) yield head;
    for (let next = await rest.next(); next.done !== true; next = await rest.next())
      yield next.value;
  } finally {
    await rest.return?.();
  }
}

/** UTF-8 → text; counts the lines that have gone by. */
async function* textOf(bytes: AsyncIterable<Uint8Array>, progress: { lines: number }) {
  const decoder = new TextDecoder();
  for await (const piece of bytes) {
    yield decoder.decode(piece, { stream: true });
    progress.lines += lineEnds(piece);
  }
  yield decoder.decode();
}

function lineEnds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count += 1;
  return count;
}

/** Faults of a trace name its file: it is not the file that the command line names first. */
function placed({ line, path, ...issue }: Issue, name: string): Issue {
  const file = name === '-' ? 'stdin' : name;
  const place = line === undefined ? file : `${file}:${line}`;
  return { ...issue, path: path === '' ? place : `${place} ${path}` };
}

function damage({ message }: Error, lines: number): string {
  const verb = message === 'unexpected end of file' ? 'ends' : 'is damaged';
  return lines === 0 ? message : `it ${verb} after line ${lines}: ${message}`;
}
