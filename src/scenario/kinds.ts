/**
 * Kinds of scenario whose errors were measured apart. `weak` is plain chunked prefill in a corner where
 * the formulas are known to be worse; `routed` are replicas to which requests do not go at random.
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
] as const;
export type Kind = (typeof KINDS)[number];
