/**
 * Kinds of scenario whose errors were measured apart. `weak` is plain chunked prefill in a corner where
 * the formulas are known to be worse; `routed` are replicas to which requests do not go at
 * random; `bursts` are arrivals that are not Poisson under other policies than plain chunked prefill;
 * `classes` are classes of requests, with the figures of each, `priorities` those that pass each other.
 */
export const KINDS = [
  'chunked-prefill',
  'weak',
  'prefill-first',
  'decode-first',
  'static',
  'disaggregated',
  'whole-chunks',
  'round-robin',
  'shortest-remaining',
  'renewal',
  'mmpp',
  'kv-reserve',
  'kv-recompute',
  'speculation',
  'routed',
  'schedule',
  'bursts',
  'classes',
  'priorities',
] as const;
export type Kind = (typeof KINDS)[number];
