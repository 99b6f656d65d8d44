/** Worker threads for replications and recordings, started when the first is needed. */
import { availableParallelism } from 'node:os';
import type { Piscina } from 'piscina';
import type { Replication, ReplicationSpec } from '../../index.ts';
import type { RecordingTask } from '../events/record.ts';

export interface Workers {
  readonly replicate: (spec: ReplicationSpec) => Promise<Replication>;
  readonly record: (task: RecordingTask) => Promise<number>;
  /** Stops them, whatever they do. */
  readonly close: () => Promise<void>;
}

/** As many as there are cores, and not more than there is work for. */
export function openWorkers(): Workers {
  let pool: Promise<Piscina> | undefined;
  const run = async (task: unknown, name: 'replicate' | 'record') => {
    pool ??= start();
    return (await pool).run(task, { name });
  };
  return {
    replicate: (spec) => run(spec, 'replicate'),
    record: (task) => run(task, 'record'),
    close: async () => (await pool)?.destroy(),
  };
}

async function start(): Promise<Piscina> {
  const { Piscina } = await import('piscina');
  return new Piscina({
    // Of the bundle: both this file and the worker are among its chunks.
    filename: new URL('./replication-worker.js', import.meta.url).href,
    minThreads: 1,
    maxThreads: availableParallelism(),
    idleTimeout: Infinity,
    recordTiming: false,
  });
}
