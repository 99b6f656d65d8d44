/** What an iteration works on, on average: by conservation of tokens, given how often one runs. */
import type { BatchSummary, Composition } from '../../scenario/metrics.ts';
import { loneBudget, mixedTime, type Server } from '../engine/server.ts';
import type { Backlog, IterationTokens } from './backlog.ts';
import type { Capacity } from './capacity.ts';
import { chunksPerPrompt } from './chunks.ts';
import type { Occupancy } from './occupancy.ts';

/** Iterations per second, and the mean seconds of one. */
export interface Pace {
  readonly iterationRate: number;
  readonly meanIteration: number;
  /** Share of iterations in which nothing decodes. */
  readonly loneShare: number;
}

/** Iterations per idle period and per state over the time they take. */
export function pace(server: Server, { law, cycles, lonePrefill }: Occupancy): Pace {
  const lone = (law[0] as number) * chunksPerPrompt(server, loneBudget(server, 0));
  let [count, time] = [lone, (law[0] as number) * (cycles[0] as number)];
  for (let n = 1; n < law.length; n++) {
    count += law[n] as number;
    time += (law[n] as number) * (cycles[n] as number);
  }
  const idle = (law[0] as number) * ((cycles[0] as number) - lonePrefill);
  return {
    iterationRate: count / time,
    meanIteration: (time - idle) / count,
    loneShare: lone / count,
  };
}

/** The same of an engine in which nothing ever decodes: its rounds with prompt tokens. */
export function promptPace(
  { partial, full, times, cell, budget, offeredRate }: Backlog,
  mean: number,
): Pace {
  let [share, time, tokens] = [full, full * (times.at(-1) as number), full * budget];
  for (let w = 1; w < partial.length; w++) {
    const weight = partial[w] as number;
    share += weight;
    time += weight * (times[w] as number);
    tokens += weight * w * cell;
  }
  return {
    iterationRate: (offeredRate * mean * share) / tokens,
    meanIteration: time / share,
    loneShare: 1,
  };
}

/** Adds the iterations of that engine to a law over iterations. */
export function addPromptIterations(
  { partial, full, times }: Backlog,
  add: (seconds: number, share: number) => void,
): void {
  for (let w = 1; w < partial.length; w++) add(times[w] as number, partial[w] as number);
  add(times.at(-1) as number, full);
}

export function composition(
  server: Server,
  limits: Capacity,
  arrivalRate: number,
  chain: IterationTokens,
  { iterationRate, meanIteration }: Pace,
): BatchSummary {
  const { prompts, outputs, meanDecodeContext } = server.workload;
  const decodes = (arrivalRate * outputs.decodeMean) / iterationRate;
  return {
    mean: {
      prefillRequests: (arrivalRate * iterationsPerPrompt(server, chain)) / iterationRate,
      chunkTokens: (arrivalRate * prompts.mean) / iterationRate,
      decodes,
      contextTokens: decodes * meanDecodeContext,
      iterationTime: meanIteration,
    },
    atCapacity: capacityMix(server, limits),
  };
}

/** A prompt that starts a fresh iteration needs ⌈x/P⌉ of them; one behind a backlog 1 + (x − 1)/P. */
function iterationsPerPrompt(server: Server, { budget, full }: IterationTokens): number {
  if (server.whole !== undefined) return chunksPerPrompt(server, budget);
  const behind = 1 + (server.workload.prompts.mean - 1) / budget;
  return full * behind + (1 - full) * chunksPerPrompt(server, budget);
}

/** The mix at the stability limit. */
export function capacityMix(server: Server, limits: Capacity): Composition {
  const { prompts, meanDecodeContext } = server.workload;
  const admitted = limits.arrivalRate * limits.cycle;
  return {
    prefillRequests: admitted * limits.chunks,
    chunkTokens: admitted * prompts.mean,
    decodes: limits.decodes,
    contextTokens: limits.decodes * meanDecodeContext,
    iterationTime: limits.cycle,
  };
}

/** Adds the iterations of a prompt alone in the engine to a law over iterations. */
export function addLoneIterations(
  server: Server,
  add: (seconds: number, share: number) => void,
): void {
  const { medium } = server.workload.prompts;
  const budget = loneBudget(server, 0);
  const total = chunksPerPrompt(server, budget);
  medium.values.forEach((x, i) => {
    const share = (medium.weights[i] as number) / total;
    const whole = Math.max(0, Math.ceil(x / budget - 1e-9) - 1);
    if (whole > 0) add(mixedTime(server, budget, 0), share * whole);
    add(mixedTime(server, x - whole * budget, 0), share);
  });
}
