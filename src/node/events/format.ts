/** What a file format of events is. */
import type { IterationRecord, RecordedRun } from '../../index.ts';
import type { Writer } from './line-writer.ts';

/** Takes the iterations as they pass, then the run when it is over. */
export interface EventSink {
  readonly onIteration: (iteration: IterationRecord) => void;
  /** Number of requests. */
  readonly finish: (run: RecordedRun) => number;
}

export interface EventFormat {
  /** Files of the format, the first as named by the user. */
  readonly paths: (path: string) => readonly string[];
  /** @param files in the order of `paths`. */
  readonly open: (files: readonly Writer[]) => EventSink;
}

/** Seconds to the nanosecond: what is beyond is rounding. */
export function rounded(seconds: number): number {
  return Math.round(seconds * 1e9) / 1e9;
}
