/** Times of the functions of the library, in one warm process. */
import { Bench } from 'tinybench';
import {
  type Batch,
  type IterationTime,
  iterationTimeOf,
  parseScenario,
  predict,
  predictMeans,
  solve,
} from '../src/index.ts';
import { OPTIONS, type Shape } from './shapes.ts';

/** Seconds of one call. */
export interface Timing {
  readonly minimum: number;
  readonly median: number;
}

/** Function name → timing, of one shape. */
export type Timings = ReadonlyMap<string, Timing>;

/** Calls in one sample of a function that takes less than the clock's step. */
const CALLS = 1000;

export async function libraryTimes(shape: Shape): Promise<Timings> {
  const { scenario, text } = shape;
  const bench = new Bench({ time: 500, iterations: 10, warmupTime: 250, warmupIterations: 5 });
  let consumed = 0;
  bench.add('predict', () => {
    consumed += predict(scenario).tbt.mean;
  });
  bench.add('predictMeans', () => {
    consumed += predictMeans(scenario).tbt;
  });
  bench.add('solve, settings fixed', () => {
    consumed += solve(scenario, { fixed: true }).warnings.length;
  });
  bench.add('solve, settings free', () => {
    consumed += solve(scenario).warnings.length;
  });
  bench.add('parseScenario', async () => {
    consumed += (await parseScenario(text, OPTIONS)).engine.maxBatchSize;
  });
  const time = iterationTimeOf(scenario.iterationTime);
  const batches = Array.from({ length: CALLS }, (_, i) => batchOf(i));
  bench.add('iterationTimeOf, per call', () => {
    consumed += total(time, batches);
  });
  await bench.run();
  if (!(consumed > 0)) throw new Error('a function answered nothing');
  return new Map(bench.tasks.map((task) => [task.name, timingOf(task.name, task.result)]));
}

function timingOf(name: string, result: Bench['tasks'][number]['result']): Timing {
  if (!('latency' in result)) throw new Error(`${name} was not measured: ${result.state}`);
  const calls = name.endsWith('per call') ? CALLS : 1;
  const seconds = (milliseconds: number) => milliseconds / 1e3 / calls;
  return { minimum: seconds(result.latency.min), median: seconds(result.latency.p50) };
}

/** Summed in a local: a captured sum would cost more than the function measured. */
function total(time: IterationTime, batches: readonly Batch[]): number {
  let sum = 0;
  for (const batch of batches) sum += time(batch);
  return sum;
}

/** Mixed batches, none like its neighbours. */
function batchOf(i: number): Batch {
  const prefillTokens = (i * 37) % 1024;
  const decodeRequests = (i * 13) % 200;
  return {
    prefillTokens,
    prefillRequests: prefillTokens > 0 ? 1 : 0,
    attentionPairs: (prefillTokens * prefillTokens) / 2,
    prefillContext: prefillTokens,
    decodeRequests,
    contextTokens: decodeRequests * 1100,
  };
}
