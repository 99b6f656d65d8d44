/** Which kinds of scenario one is of: what its error bands are taken from. */
import { DEFAULT_DEPLOYMENT, DEFAULT_ENGINE } from '../scenario/defaults.ts';
import type { Kind } from '../scenario/kinds.ts';
import { hasPriorities } from '../scenario/request-classes.ts';
import type { Arrivals, Engine, Scenario } from '../scenario/scenario.ts';
import { knowsBursts } from './knows-bursts.ts';
import type { PolicyAnalysis } from './policy-analysis.ts';

export function kindsOf(
  { engine, traffic, deployment = DEFAULT_DEPLOYMENT }: Scenario,
  { limits, weakness }: PolicyAnalysis,
): readonly Kind[] {
  const { process } = traffic.arrivals;
  const arrivals = ofArrivals(process, engine);
  const mode = engine.preemption ?? DEFAULT_ENGINE.preemption;
  const memory: readonly Kind[] = limits.bottleneck === 'kvCache' ? [`kv-${mode}`] : [];
  const drafts: readonly Kind[] = engine.speculation === undefined ? [] : ['speculation'];
  const { replicas, router } = deployment;
  const routed: readonly Kind[] = replicas > 1 && router !== 'random' ? ['routed'] : [];
  const classes: readonly Kind[] = traffic.classes === undefined ? [] : ['classes'];
  const turns: readonly Kind[] = hasPriorities(traffic) ? ['priorities'] : [];
  const others = [...arrivals, ...memory, ...routed, ...drafts, ...classes, ...turns];
  return [ofPolicy(engine, weakness !== undefined), ...others];
}

function ofArrivals(process: Arrivals['process'], engine: Engine): readonly Kind[] {
  if (process === 'poisson') return [];
  if (process === 'schedule') return ['schedule'];
  if (!knowsBursts(engine)) return ['bursts'];
  return [process === 'mmpp' ? 'mmpp' : 'renewal'];
}

function ofPolicy({ policy, wholeChunks, chunkOrder }: Engine, weak: boolean): Kind {
  if (policy !== 'chunked-prefill') return policy;
  if (wholeChunks === true) return 'whole-chunks';
  if (chunkOrder !== undefined && chunkOrder !== 'ongoing-first') return chunkOrder;
  return weak ? 'weak' : 'chunked-prefill';
}
