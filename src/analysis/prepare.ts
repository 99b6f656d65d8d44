/** What of a prediction does not depend on the arrival rate; a search prepares once. */

import { DEFAULT_DISAGGREGATION } from '../scenario/defaults.ts';
import type { GpuMemory, Prediction } from '../scenario/metrics.ts';
import { hasPriorities, requestClasses, type WholeClass } from '../scenario/request-classes.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { batchAtATimeAnalysis } from './batch-at-a-time/analysis.ts';
import { burstyAnalysis } from './bursts/any-policy.ts';
import { inRounds, shortestFirst } from './chunk-order/stage.ts';
import { chunkedPrefillAnalysis } from './chunked-prefill/analysis.ts';
import { disaggregatedAnalysis } from './disaggregated/analysis.ts';
import { memoryOf } from './engine/memory.ts';
import { type Server, serverOf } from './engine/server.ts';
import { kindsOf } from './kinds.ts';
import { knowsBursts } from './knows-bursts.ts';
import type { PolicyAnalysis } from './policy-analysis.ts';
import { prefillFirstAnalysis } from './prefill-first/analysis.ts';
import { byPriority } from './priorities/stage.ts';
import { scheduledAnalysis } from './schedule/analysis.ts';
import { perToken } from './speculation/per-token.ts';
import { wholeChunks } from './whole-chunks/stage.ts';

export interface Prepared {
  readonly server: Server;
  /** Of requests; none where they are all of one kind. */
  readonly classes: readonly WholeClass[];
  readonly analysis: PolicyAnalysis;
  /** Tokens the KV cache of one deployment unit holds; Infinity without a limit. */
  readonly kvCapacity: number;
  readonly perGpu?: GpuMemory;
  readonly region: Prediction['region'];
  readonly kinds: Prediction['kinds'];
  readonly warnings: readonly string[];
}

/** @param notes on the scenario itself, before all other warnings. */
export function prepare(scenario: Scenario, notes: readonly string[] = []): Prepared {
  const { kvCapacity, perGpu } = memoryOf(scenario);
  const server = serverOf(scenario, kvCapacity);
  const { arrivals } = scenario.traffic;
  const own = arrivals.process === 'poisson' || knowsBursts(scenario.engine);
  const alike = own ? server : { ...server, arrivals: alwaysPoisson };
  const steady = perToken(server, analysisOf(scenario, alike));
  const analysis = swinging(scenario, server, steady, own);
  const { weakness } = analysis;
  return {
    server,
    classes: requestClasses(scenario.traffic),
    analysis,
    kvCapacity,
    region: weakness === undefined ? 'usual' : 'weak',
    kinds: kindsOf(scenario, analysis),
    warnings: [
      ...notes,
      ...hardwareWarnings(scenario),
      ...analysis.warnings,
      ...outputWarnings(server),
      ...(weakness === undefined
        ? []
        : [`${weakness}: the formulas are weak there, see the expected errors`]),
    ],
    ...(perGpu === undefined ? {} : { perGpu }),
  };
}

const alwaysPoisson = () => undefined;

/** Under arrivals that the analysis does not take as they are, by `own`, the mixture of its answers. */
function swinging(
  { traffic: { arrivals } }: Scenario,
  server: Server,
  steady: PolicyAnalysis,
  own: boolean,
): PolicyAnalysis {
  if (arrivals.process === 'schedule')
    return scheduledAnalysis(steady, arrivals, server.workload.outputs.decodeMean);
  return own ? steady : burstyAnalysis(steady, server);
}

/** The analysis of the scenario's policy (check.ts has refused those without one). */
function analysisOf({ engine, traffic }: Scenario, server: Server): PolicyAnalysis {
  const { policy } = engine;
  if (policy === 'prefill-first') return prefillFirstAnalysis(server);
  if (policy === 'static' || policy === 'decode-first')
    return batchAtATimeAnalysis(server, { keepsFinished: policy === 'static' });
  if (policy === 'disaggregated')
    return disaggregatedAnalysis(server, engine.disaggregation ?? DEFAULT_DISAGGREGATION);
  const { wholeChunks: whole = false, chunkOrder, chunkSize = engine.tokenBudget } = engine;
  if (whole) {
    const { server: packing, stageOf } = wholeChunks(server, chunkSize);
    return chunkedPrefillAnalysis(packing, stageOf);
  }
  if (chunkOrder === 'round-robin') return chunkedPrefillAnalysis(server, inRounds);
  if (chunkOrder === 'shortest-remaining') return chunkedPrefillAnalysis(server, shortestFirst);
  if (hasPriorities(traffic))
    return chunkedPrefillAnalysis(server, byPriority(requestClasses(traffic)));
  return chunkedPrefillAnalysis(server);
}

function hardwareWarnings({ iterationTime: model }: Scenario): string[] {
  if (typeof model !== 'object' || model.kind !== 'hardware') return [];
  const { name, status } = model.hardware;
  if (status === 'measured') return [];
  return [
    status === 'generic'
      ? `${name}: nobody has measured it; generic coefficients, t_inf within about 3–14 % (dense) or 13–17 % (experts)`
      : `${name}: coefficients are taken from a related GPU, not measured`,
  ];
}

/** Fewer tokens than this on average and decodes are too short-lived for the formulas. */
const FEW_TOKENS = 5;

function outputWarnings({ workload }: Server): string[] {
  const { mean, decodeMean, drafted } = workload.outputs;
  if (decodeMean + 1 >= FEW_TOKENS) return [];
  if (drafted !== undefined)
    return [
      `answers are made in ${decodeMean.toPrecision(2)} decode iterations on average, fewer than the formulas were measured on; the percentiles may be far off`,
    ];
  return [
    `answers of ${mean.toPrecision(2)} tokens on average are outside the measured region (20 tokens and more, 5 and more in spot checks); the percentiles may be far off`,
  ];
}
