/**
 * Runs of BLIS (inference-sim, a simulator of vLLM V1) replayed with its arrivals, lengths, limits and
 * step-time law. Three of its habits are taken over: times are floored to whole µs; a prompt's
 * attention is charged with the length of the whole prompt; and it reports constants that its clock
 * never sees (before the queue, per output token, after the last).
 */
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { TimeOf } from '../../src/simulation/engine/iterate.ts';
import { simulateOnce } from '../../src/simulation/replication.ts';

/** A file of one run. */
export interface BlisRun {
  readonly name: string;
  readonly command: string;
  readonly auto_kv_blocks: number;
  readonly block_size: number;
  readonly defaults: { readonly max_num_seqs: number; readonly max_num_batched_tokens: number };
  readonly instr: { readonly steps: number };
  readonly requests: {
    readonly arrived_at_s: readonly number[];
    readonly input: readonly number[];
    readonly output: readonly number[];
    readonly ttft_ms: readonly number[];
    readonly e2e_ms: readonly number[];
  };
}

/** The file with the law; µs. */
export interface BlisLaw {
  readonly step_time_us: {
    readonly c0: number;
    readonly c_seq: number;
    readonly c_pf: number;
    readonly c_at: number;
    readonly c_ctx: number;
  };
  readonly overheads_us: {
    readonly before_queue: number;
    readonly per_output_token_in_ttft_and_itl: number;
    readonly post_decode_in_e2e: number;
  };
}

export interface Replay {
  readonly name: string;
  readonly requests: number;
  readonly iterations: number;
  readonly theirIterations: number;
  /** Requests whose time is the same to the microsecond. */
  readonly sameTtft: number;
  readonly sameE2e: number;
}

export function replay(run: BlisRun, law: BlisLaw): Replay {
  const { requests } = run;
  const before = law.overheads_us.before_queue;
  const perToken = law.overheads_us.per_output_token_in_ttft_and_itl;
  const after = law.overheads_us.post_decode_in_e2e;
  const times = requests.arrived_at_s.map((seconds) => Math.round(seconds * 1e6) + before);
  const order = times.map((_, row) => row).sort((a, b) => at(times, a) - at(times, b) || a - b);
  let iterations = 0;
  const spec = { scenario: scenarioOf(run, times, order), requests: order.length, seed: 1 };
  const hooks = {
    timeOf: stepTime(law),
    observe: () => {
      iterations += 1;
    },
  };
  const { firstToken, left, output } = simulateOnce({ ...spec, settles: false }, hooks).run
    .requests;
  const count = (same: (place: number, row: number) => boolean) =>
    order.filter((row, place) => same(place, row)).length;
  const since = (column: Float64Array, place: number, row: number) =>
    at(column, place) - at(times, row) + before;
  return {
    ...{ name: run.name, requests: order.length, iterations, theirIterations: run.instr.steps },
    sameTtft: count((place, row) =>
      isSame(since(firstToken, place, row) + perToken, at(requests.ttft_ms, row)),
    ),
    sameE2e: count((place, row) =>
      isSame(
        since(left, place, row) + perToken * at(output, place) + after,
        at(requests.e2e_ms, row),
      ),
    ),
  };
}

function scenarioOf(run: BlisRun, times: readonly number[], order: readonly number[]): Scenario {
  const [, slots] = /--max-num-seqs (\d+)/.exec(run.command) ?? [];
  const one = { distribution: 'fixed', value: 1 } as const;
  return {
    iterationTime: () => 1, // replaced by the law, which must know the whole prompt
    engine: {
      policy: 'chunked-prefill',
      maxBatchSize: slots === undefined ? run.defaults.max_num_seqs : Number(slots),
      tokenBudget: run.defaults.max_num_batched_tokens,
      kvCapacity: run.auto_kv_blocks * run.block_size,
      kvBlockSize: run.block_size,
      gpuMemoryUtilization: 0.9,
    },
    traffic: {
      arrivals: { process: 'trace', times: order.map((row) => at(times, row)) },
      ...{ promptTokens: one, outputTokens: one },
      lengthPairs: {
        promptTokens: order.map((row) => at(run.requests.input, row)),
        outputTokens: order.map((row) => at(run.requests.output, row)),
      },
    },
    sla: {},
  };
}

/** In µs, as all of this file. */
function stepTime({ step_time_us: law }: BlisLaw): TimeOf {
  return (batch, chunks, { prompt }) => {
    let pairs = 0;
    for (const { row, tokens } of chunks) pairs += tokens * (at(prompt, row) + tokens / 2);
    return Math.floor(
      law.c0 +
        law.c_seq * (batch.decodeRequests + batch.prefillRequests) +
        law.c_pf * batch.prefillTokens +
        law.c_at * pairs +
        law.c_ctx * batch.contextTokens,
    );
  };
}

function isSame(microseconds: number, milliseconds: number): boolean {
  return Math.abs(microseconds / 1000 - milliseconds) < 1e-6;
}

function at(values: ArrayLike<number>, place: number): number {
  const value = values[place];
  if (value === undefined) throw new RangeError(`no request ${place}`);
  return value;
}
