/** Files that are written whole or not at all. */
import { closeSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { atExit } from '../experiment/interrupt.ts';

/**
 * Opens files under a temporary name beside their own, lets them be written, and gives them their
 * names when all are complete. Whatever ends the work before, a signal too, leaves nothing behind.
 *
 * @param write gets a file descriptor for each path.
 */
export async function writeWhole<Result>(
  paths: readonly string[],
  write: (descriptors: readonly number[]) => Promise<Result>,
): Promise<Result> {
  for (const path of paths) refuseFolder(path);
  const drafts = paths.map((path) => ({ path, temporary: temporaryName(path) }));
  const tidyUp = () => {
    for (const { temporary } of drafts) rmSync(temporary, { force: true });
  };
  const stayTidy = atExit(tidyUp);
  const open: number[] = [];
  try {
    for (const { temporary } of drafts) open.push(openSync(temporary, 'wx'));
    const result = await write(open);
    for (const descriptor of open.splice(0)) closeSync(descriptor);
    for (const { path, temporary } of drafts) renameSync(temporary, path);
    return result;
  } finally {
    for (const descriptor of open) closeSync(descriptor);
    tidyUp();
    stayTidy();
  }
}

function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
}

/** Told before the work, not when the file is to get its name. */
function refuseFolder(path: string): void {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isFolder) throw Object.assign(new Error(`${path} is a folder`), { code: 'EISDIR' });
}
