/** Files and standard input of the command line, bounded in size. */
import { open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Largest file read whole: a CSV of measured lengths may be long, a scenario is not. */
const MOST_BYTES = 32e6;

/** Text of a file. @throws Error saying in plain words why it cannot be read. */
export async function readText(path: string, most = MOST_BYTES): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > most) throw new Error(`it has ${size} bytes, more than ${most}`);
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new Error(reasonOf(error));
  }
}

/** Reads paths relative to the scenario file that names them. */
export function readerBeside(scenarioPath: string): (path: string) => Promise<string> {
  const folder = scenarioPath === '-' ? '.' : dirname(scenarioPath);
  return (path) => readText(resolve(folder, path));
}

/** All of standard input, or as much of it as shows that it is too long. */
export async function readStandardInput(most: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > most) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

const REASONS: { readonly [code: string]: string } = {
  ENOENT: 'no such file',
  EISDIR: 'it is a folder',
  EACCES: 'no permission to read it',
};

/** Why a file cannot be read, in plain words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? message;
}
