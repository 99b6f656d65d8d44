/** The names a scenario may choose from, for the schema and for the rules. */
import type { Arrivals, ChunkOrder, Engine, Policy, Router } from './scenario.ts';

export const POLICIES = [
  'chunked-prefill',
  'prefill-first',
  'decode-first',
  'static',
  'disaggregated',
] as const satisfies readonly Policy[];

export const CHUNK_ORDERS = [
  'ongoing-first',
  'round-robin',
  'shortest-remaining',
] as const satisfies readonly ChunkOrder[];

export const PREEMPTIONS = ['recompute', 'reserve'] as const satisfies readonly NonNullable<
  Engine['preemption']
>[];

export const ROUTERS = [
  'random',
  'round-robin',
  'least-loaded',
] as const satisfies readonly Router[];

export const PROCESSES = [
  'poisson',
  'gamma',
  'weibull',
  'hyperexponential',
  'mmpp',
  'schedule',
  'closed',
  'trace',
] as const satisfies readonly Arrivals['process'][];

/** Draft tokens of a decode in one iteration. */
export const MOST_DRAFTS = 64;

/** c_a² beyond which a process is a few bursts in silence. */
export const MOST_SCV = 1000;

/** More classes of requests than this are told apart by nobody. */
export const MOST_CLASSES = 32;
export const MOST_PRIORITY = 1000;
