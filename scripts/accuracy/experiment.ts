/**
 * Simulated answers to many questions, on all cores, kept on disk: an interrupted run goes on where
 * it stopped, and a page is written again in seconds. What is kept is forgotten when the simulator
 * answers a few probes differently.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { POLICIES } from '../../src/scenario/choices.ts';
import type { Engine, Scenario } from '../../src/scenario/scenario.ts';
import type { Simulation } from '../../src/scenario/simulation.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { FIGURES, simulatedFigure } from '../../src/study/figures.ts';

export interface Experiment {
  readonly scenario: Scenario;
  readonly requests: number;
}

const KEPT = 'node_modules/.cache/slaq/experiments';
const SEED = 7;

/** Answers in the order of the experiments. */
export async function runExperiments(
  experiments: readonly Experiment[],
): Promise<readonly Simulation[]> {
  mkdirSync(KEPT, { recursive: true });
  const version = simulatorDigest();
  const files = experiments.map((one) => `${KEPT}/${digest(version + JSON.stringify(one))}.json`);
  const missing = files.flatMap((file, place) => (existsSync(file) ? [] : [place]));
  await Promise.all(Array.from({ length: availableParallelism() }, () => work(missing.slice())));
  return files.map((file) => JSON.parse(readFileSync(file, 'utf8'), infinite) as Simulation);

  async function work(queue: readonly number[]): Promise<void> {
    if (queue.length === 0) return;
    const worker = new Worker(new URL(import.meta.url), { workerData: 'experiments' });
    const ask = (experiment: Experiment) =>
      new Promise<Simulation>((resolve, reject) => {
        worker.removeAllListeners();
        worker.once('message', resolve).once('error', reject);
        worker.postMessage(experiment);
      });
    for (let place = missing.shift(); place !== undefined; place = missing.shift()) {
      const answer = await ask(experiments[place] as Experiment);
      const file = files[place] as string;
      writeFileSync(`${file}.tmp`, JSON.stringify(answer, finite));
      renameSync(`${file}.tmp`, file);
      process.stderr.write(`\r${queue.length - missing.length} of ${queue.length} simulated `);
    }
    await worker.terminate();
  }
}

/** A worker thread of this file answers experiments until it is stopped; true if this is one. */
export function servesExperiments(): boolean {
  if (isMainThread || workerData !== 'experiments') return false;
  parentPort?.on('message', ({ scenario, requests }: Experiment) =>
    parentPort?.postMessage(simulate(scenario, { requests, seed: SEED })),
  );
  return true;
}

const finite = (_: string, value: unknown) => (value === Infinity ? 'Infinity' : value);
const infinite = (_: string, value: unknown) => (value === 'Infinity' ? Infinity : value);

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

const PROBE_REQUESTS = 2000;

/** Of the answers to a scenario of every policy, near full load. */
function simulatorDigest(): string {
  const scenario = (engine: Engine): Scenario => ({
    iterationTime: {
      ...{ kind: 'linear', base: 6e-3, perPrefillToken: 25e-6, perAttentionPair: 1e-9 },
      ...{ perDecodeRequest: 20e-6, perContextToken: 40e-9 },
    },
    engine,
    traffic: {
      arrivals: { process: 'gamma', rate: 5, scv: 2 },
      promptTokens: { distribution: 'lognormal', mean: 1000, cv: 1, max: 8192 },
      outputTokens: { distribution: 'gamma', mean: 200, cv: 0.8, max: 2048 },
    },
    sla: {},
  });
  const limits = { maxBatchSize: 64, tokenBudget: 1024, gpuMemoryUtilization: 0.9 };
  const answers = POLICIES.flatMap((policy) =>
    [1e9, 30_000].map((kvCapacity) =>
      simulate(scenario({ policy, ...limits, kvCapacity }), { requests: PROBE_REQUESTS }),
    ),
  );
  const figures = answers.map((answer) => FIGURES.map((one) => simulatedFigure(answer, one)));
  return digest(JSON.stringify(figures, finite));
}
