/** One run written down, event by event, while it goes on. */
import { recordRun, type Scenario } from '../../index.ts';
import { eventFormatOf } from './formats.ts';
import { writerTo } from './line-writer.ts';

/** Plain data: it goes to a worker thread. */
export interface RecordingTask {
  readonly scenario: Scenario;
  readonly requests: number;
  readonly seed: number;
  /** Its ending says the format. */
  readonly path: string;
  /** Open files, in the order of the paths of the format. */
  readonly descriptors: readonly number[];
}

/** Number of requests that were written down. */
export function record(task: RecordingTask): number {
  const { scenario, requests, seed, path, descriptors } = task;
  const files = descriptors.map(writerTo);
  const { onIteration, finish } = eventFormatOf(path).open(files);
  const count = finish(recordRun(scenario, { requests, seed, onIteration }));
  for (const file of files) file.end();
  return count;
}
