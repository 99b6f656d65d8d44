/** The simulator as a textbook queue: outputs of one token, and each iteration a drawn service. */
import { exponential } from '../../src/numerics/random.ts';
import type {
  Arrivals,
  Deployment,
  Engine,
  Scenario,
  Traffic,
} from '../../src/scenario/scenario.ts';
import { type Hooks, simulateOnce } from '../../src/simulation/replication.ts';
import { COMPLETED, type RequestColumns } from '../../src/simulation/requests.ts';

export interface Customers {
  /** Seconds, of those served. */
  readonly wait: Float64Array;
  readonly sojourn: Float64Array;
  /** Classes of those served. */
  readonly kinds: Uint8Array;
  /** What became of each that came. */
  readonly outcomes: Uint8Array;
  /** Served per second. */
  readonly throughput: number;
}

interface Queue {
  readonly arrivals: Arrivals;
  readonly service: NonNullable<Hooks['serviceTime']>;
  readonly engine?: Partial<Engine>;
  readonly traffic?: Partial<Traffic>;
  readonly deployment?: Deployment;
  readonly requests?: number;
}

export const SERVICE = 0.01;
export const exponentialService = (random: () => number) => exponential(random, SERVICE);

/** One server, unless the engine is said to be another; the first twentieth is dropped. */
export function customersOf(queue: Queue) {
  const { arrivals, service, engine, traffic, deployment, requests = 60_000 } = queue;
  const one = { distribution: 'fixed', value: 1 } as const;
  const scenario: Scenario = {
    iterationTime: () => SERVICE,
    engine: {
      policy: 'prefill-first',
      ...{ maxBatchSize: 1, tokenBudget: 2, gpuMemoryUtilization: 0.9 },
      ...engine,
    },
    traffic: { arrivals, promptTokens: one, outputTokens: one, ...traffic },
    ...(deployment === undefined ? {} : { deployment }),
    sla: {},
  };
  return (seed: number): Customers => {
    const spec = { scenario, requests, seed, settles: true };
    return measured(simulateOnce(spec, { serviceTime: service }).run.requests, requests);
  };
}

function measured(columns: RequestColumns, requests: number): Customers {
  const { arrival, started, left, outcome, kind } = columns;
  const from = Math.ceil(requests / 20);
  const [wait, sojourn] = [new Float64Array(requests), new Float64Array(requests)];
  const kinds = new Uint8Array(requests);
  let served = 0;
  for (let row = from; row < requests; row++) {
    if (outcome[row] !== COMPLETED) continue;
    wait[served] = (started[row] as number) - (arrival[row] as number);
    sojourn[served] = (left[row] as number) - (arrival[row] as number);
    kinds[served] = kind[row] as number;
    served += 1;
  }
  const seconds = (arrival[requests - 1] as number) - (arrival[from] as number);
  return {
    wait: wait.subarray(0, served),
    sojourn: sojourn.subarray(0, served),
    kinds: kinds.subarray(0, served),
    outcomes: outcome.slice(from, requests),
    throughput: served / seconds,
  };
}

export const mean = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
};
export function shareOf(
  values: Float64Array | Uint8Array,
  holds: (value: number) => boolean,
): number {
  let count = 0;
  for (const value of values) if (holds(value)) count += 1;
  return count / values.length;
}
