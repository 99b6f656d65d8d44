/** Simulations on all cores: byte for byte the answer of one thread. */
import { setImmediate } from 'node:timers/promises';
import {
  type Replication,
  type ReplicationSpec,
  runReplication,
  type Scenario,
  type SimulateOptions,
  type Simulation,
  simulationRounds,
} from '../../index.ts';
import type { Workers } from './workers.ts';

/** How far the work is. */
export interface Progress {
  readonly done: number;
  readonly all: number;
  readonly round: number;
}

/** So few requests are simulated before workers are ready and warm. */
const FEW = 20_000;

export async function simulateWith(
  workers: Pick<Workers, 'replicate'>,
  scenario: Scenario,
  options: SimulateOptions,
  onProgress: (progress: Progress) => void = () => {},
): Promise<Simulation> {
  const rounds = simulationRounds(scenario, options);
  let next = rounds.next();
  for (let round = 1; next.done !== true; round++)
    next = rounds.next(
      await replications(workers, next.value, (done, all) => onProgress({ done, all, round })),
    );
  return next.value;
}

async function replications(
  workers: Pick<Workers, 'replicate'>,
  specs: readonly ReplicationSpec[],
  onProgress: (done: number, all: number) => void,
): Promise<readonly Replication[]> {
  const requests = specs.reduce((sum, spec) => sum + spec.requests, 0);
  const run = requests <= FEW ? runHere : workers.replicate;
  let done = 0;
  onProgress(done, specs.length);
  return Promise.all(
    specs.map(async (spec) => {
      const replication = await run(spec);
      done += 1;
      onProgress(done, specs.length);
      return replication;
    }),
  );
}

/** In this thread, which listens to signals in between. */
async function runHere(spec: ReplicationSpec): Promise<Replication> {
  await setImmediate();
  return runReplication(spec);
}
