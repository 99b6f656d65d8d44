/** Chunked prefill: every decode in each iteration, and prompts cut to what the budget leaves. */
import { burstyLaws } from '../bursts/laws.ts';
import type { Server } from '../engine/server.ts';
import { oneSlot } from '../one-slot/analysis.ts';
import type { PolicyAnalysis } from '../policy-analysis.ts';
import { type WorkLengths, workLengths } from './backlog.ts';
import { type Capacity, capacity } from './capacity.ts';
import { gapSums, tpotLaw } from './completion.ts';
import { capacityMix } from './composition.ts';
import { gapMeans } from './gap-means.ts';
import { tokenGaps } from './generation-wait.ts';
import { type Occupancy, occupancy } from './occupancy.ts';
import { weakness } from './region.ts';
import { inOrder, type PrefillStage, type StageOf } from './stage.ts';
import { steadyLaws } from './steady-laws.ts';

/** What does not depend on the arrival rate; a search prepares once. */
export interface ChunkedPrefill {
  readonly server: Server;
  readonly work: WorkLengths;
  readonly limits: Capacity;
  readonly stage: PrefillStage;
  /** The decodes at λ requests per second to one engine; the last rate is remembered. */
  readonly stateAt: (arrivalRate: number) => Occupancy;
}

export function chunkedPrefill(server: Server, stageOf: StageOf = inOrder): ChunkedPrefill {
  const work = workLengths(server);
  const limits = capacity(server, work);
  const stage = stageOf(server, work, limits);
  const stateAt = rememberingLast((rate) =>
    occupancy(server, work, limits, rate, { tokensAt: stage.tokensAt }),
  );
  return { server, work, limits, stage, stateAt };
}

const NOT_BALANCED =
  'replicas with one slot each are answered as if requests were split among them at random';

export function chunkedPrefillAnalysis(server: Server, stageOf?: StageOf): PolicyAnalysis {
  const prepared = chunkedPrefill(server, stageOf);
  const { work, limits, stage, stateAt } = prepared;
  if (limits.slots < 2 && limits.arrivalRate > 0)
    return {
      ...oneSlot(server, limits, stage.slotTurns),
      ...(server.balanced > 1 ? { weakness: NOT_BALANCED } : {}),
      warnings: kvWarning(server, limits),
    };
  const weak = weakness(server);
  const burstyAt = rememberingLast((rate) => {
    const arrivals = server.arrivals(rate);
    return arrivals && burstyLaws(prepared, arrivals);
  });
  return {
    limits: { ...limits, atCapacity: capacityMix(server, limits) },
    laws: (rate) => burstyAt(rate) ?? steadyLaws(prepared, rate),
    gaps: (rate) => {
      const bursty = burstyAt(rate);
      if (bursty !== undefined) return bursty;
      const state = stateAt(rate);
      const gaps = tokenGaps(server, state, stage.typicalTokens(rate, state));
      const tpot = tpotLaw(gapSums(server, work, state, gaps, rate), server.workload.outputs);
      return { tbt: gaps.law, meanGap: gaps.mean, tpot };
    },
    means: (rate) => {
      const bursty = burstyAt(rate);
      if (bursty !== undefined) return { ttft: bursty.ttft.mean, tbt: bursty.meanGap };
      return {
        ttft: stage.meanFirstToken(rate, stateAt(rate)),
        tbt: gapMeans(server, stateAt(rate)).mean,
      };
    },
    ...(weak === undefined ? {} : { weakness: weak }),
    warnings: kvWarning(server, limits),
  };
}

/** A search asks for means, gaps and all of it at the same rate, one after the other. */
export function rememberingLast<T>(of: (x: number) => T): (x: number) => T {
  let last: { readonly x: number; readonly value: T } | undefined;
  return (x) => {
    if (last?.x !== x) last = { x, value: of(x) };
    return last.value;
  };
}

function kvWarning({ maxBatchSize }: Server, { bottleneck, slots }: Capacity): string[] {
  if (bottleneck !== 'kvCache' || slots < 1) return [];
  return [
    `the KV cache holds about ${Math.floor(slots)} requests at a time, fewer than maxBatchSize ${maxBatchSize}: memory limits this engine`,
  ];
}
