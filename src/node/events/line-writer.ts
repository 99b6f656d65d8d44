/** Text into a file, piece by piece: whoever writes waits for the disk, so memory stays small. */
import { writeSync } from 'node:fs';

/** Characters gathered before they are written. */
const PIECE = 1 << 16;

export interface Writer {
  readonly write: (text: string) => void;
  /** Writes what is left. */
  readonly end: () => void;
}

export function writerTo(descriptor: number): Writer {
  let pending = '';
  const flush = () => {
    let bytes = Buffer.from(pending);
    pending = '';
    while (bytes.length > 0) bytes = bytes.subarray(writeSync(descriptor, bytes));
  };
  return {
    write: (text) => {
      pending += text;
      if (pending.length >= PIECE) flush();
    },
    end: flush,
  };
}
