/** What of a prediction does not depend on the arrival rate; a search prepares once. */
import type { GpuMemory, Prediction } from '../scenario/metrics.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type WorkLengths, workLengths } from './backlog.ts';
import { type Capacity, capacity } from './capacity.ts';
import { memoryOf } from './memory.ts';
import { type Occupancy, occupancy } from './occupancy.ts';
import { weakness } from './region.ts';
import { type Server, serverOf } from './server.ts';

export interface Prepared {
  readonly server: Server;
  readonly work: WorkLengths;
  readonly limits: Capacity;
  /** The decodes at λ requests per second to one engine; the last rate is remembered. */
  readonly stateAt: (arrivalRate: number) => Occupancy;
  /** Tokens the KV cache of one deployment unit holds; Infinity without a limit. */
  readonly kvCapacity: number;
  readonly perGpu?: GpuMemory;
  readonly region: Prediction['region'];
  readonly warnings: readonly string[];
}

export function prepare(scenario: Scenario): Prepared {
  const { kvCapacity, perGpu } = memoryOf(scenario);
  const server = serverOf(scenario, kvCapacity);
  const work = workLengths(server);
  const limits = capacity(server, work);
  const weak = weakness(server);
  return {
    server,
    work,
    limits,
    stateAt: rememberingLast((rate) => occupancy(server, work, limits, rate)),
    kvCapacity,
    region: weak === undefined ? 'usual' : 'weak',
    warnings: [
      ...warnings(scenario, limits, server.workload.outputs.mean),
      ...(weak === undefined
        ? []
        : [`${weak}: the formulas are weak there, see the expected errors`]),
    ],
    ...(perGpu === undefined ? {} : { perGpu }),
  };
}

/** A search asks for means, gaps and all of it at the same rate, one after the other. */
function rememberingLast<T>(of: (x: number) => T): (x: number) => T {
  let last: { readonly x: number; readonly value: T } | undefined;
  return (x) => {
    if (last?.x !== x) last = { x, value: of(x) };
    return last.value;
  };
}

/** Fewer tokens than this on average and decodes are too short-lived for the formulas. */
const FEW_TOKENS = 5;

function warnings(scenario: Scenario, limits: Capacity, mean: number): string[] {
  const out: string[] = [];
  const { iterationTime: model, engine } = scenario;
  if (
    typeof model === 'object' &&
    model.kind === 'hardware' &&
    model.hardware.status !== 'measured'
  )
    out.push(
      model.hardware.status === 'generic'
        ? `${model.hardware.name}: nobody has measured it; generic coefficients, t_inf within about 3–14 % (dense) or 13–17 % (experts)`
        : `${model.hardware.name}: coefficients are taken from a related GPU, not measured`,
    );
  if (limits.bottleneck === 'kvCache' && limits.slots >= 1)
    out.push(
      `the KV cache holds about ${Math.floor(limits.slots)} requests of mean length, fewer than maxBatchSize ${engine.maxBatchSize}; near full load requests are preempted and recomputed, which is not counted`,
    );
  if (mean < FEW_TOKENS)
    out.push(
      `answers of ${mean.toPrecision(2)} tokens on average are outside the measured region (20 tokens and more, 5 and more in spot checks); the percentiles may be far off`,
    );
  return out;
}
