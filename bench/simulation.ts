/** Speed of the simulator: CPU time of one run, and time and memory of a long one. */
import { spawnSync } from 'node:child_process';
import { type Scenario, simulate } from '../src/index.ts';
import { runReplication } from '../src/simulation/replication.ts';

export interface SimulationCost {
  readonly name: string;
  readonly requests: number;
  readonly iterations: number;
  /** Seconds of CPU, of all threads of the process. */
  readonly minimum: number;
  readonly median: number;
}

export interface LongRun {
  readonly requests: number;
  /** Seconds, and bytes of the largest resident set. */
  readonly wall: number;
  readonly memory: number;
}

/**
 * Requests of 1000 and 200 tokens, t_inf as measured for an 8B model on an H100 by BLIS
 * (inference-sim f90a1e3, its step-time law).
 */
const chat = (rate: number): Scenario => ({
  iterationTime: {
    kind: 'linear',
    base: 6830e-6,
    perPrefillToken: 2.146e-6,
    perAttentionPair: 80.6e-12,
    perDecodeRequest: 4.42e-6,
    perContextToken: 76.2e-9,
  },
  engine: {
    policy: 'chunked-prefill',
    maxBatchSize: 256,
    tokenBudget: 2048,
    gpuMemoryUtilization: 0.9,
  },
  traffic: {
    arrivals: { process: 'poisson', rate },
    promptTokens: { distribution: 'fixed', value: 1000 },
    outputTokens: { distribution: 'fixed', value: 200 },
  },
  sla: {},
});

/** So many requests at once, which decode together for long: iterations in which they only age. */
const together = (count: number): Scenario => {
  const promptTokens = new Int32Array(count).fill(100);
  const outputTokens = new Int32Array(count).fill(200_000);
  const scenario = chat(1);
  return {
    ...scenario,
    traffic: {
      ...scenario.traffic,
      arrivals: { process: 'trace', times: new Float64Array(count) },
      lengthPairs: { promptTokens, outputTokens },
    },
  };
};

const RUNS = 10;
const REQUESTS = 10_000;
type SimulatedShape = readonly [name: string, scenario: Scenario, requests: number];
const SHAPES: readonly SimulatedShape[] = [
  ['1000/200 tokens, 20 req/s, 47 decodes', chat(20), REQUESTS],
  ['1000/200 tokens, 2 req/s, 3 decodes', chat(2), REQUESTS],
  ['5 requests decode together', together(5), 5],
  ['250 requests decode together', together(250), 250],
];

export function simulationCosts(hardware: Scenario): readonly SimulationCost[] {
  const modelled: SimulatedShape = ['8B chat on H100, hardware model', hardware, REQUESTS];
  return [...SHAPES, modelled].map(([name, scenario, requests]) => {
    const spec = { scenario, requests, settles: false };
    const runs = Array.from({ length: RUNS }, (_, seed) => {
      const before = process.cpuUsage();
      const { batches } = runReplication({ ...spec, seed });
      const { user, system } = process.cpuUsage(before);
      const iterations = batches.reduce((sum, { tally }) => sum + tally.sums.iterations, 0);
      return { seconds: (user + system) / 1e6, iterations };
    });
    const seconds = runs.map((run) => run.seconds).sort((a, b) => a - b);
    return {
      ...{ name, requests, iterations: runs[0]?.iterations ?? 0 },
      minimum: seconds[0] ?? Number.NaN,
      median: seconds[RUNS / 2] ?? Number.NaN,
    };
  });
}

const LONG = 1_000_000;

/** In a process of its own: this file again. */
export function longRun(): LongRun {
  const program = `
    process.argv.push('--long');
    await import(${JSON.stringify(import.meta.url)});`;
  const child = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout) as LongRun;
}

/** What that process does; true if this is it. */
export function isLongRun(): boolean {
  if (process.argv.at(-1) !== '--long') return false;
  const start = process.hrtime.bigint();
  const { requests } = simulate(chat(20), { requests: LONG });
  if (requests.completed < LONG / 2) throw new Error('the long run did not complete');
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  const memory = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(JSON.stringify({ requests: LONG, wall, memory }));
  return true;
}
