/**
 * Kinds of scenario whose errors were measured apart. `weak` is plain chunked prefill in a corner where
 * the formulas are known to be worse.
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
] as const;
export type Kind = (typeof KINDS)[number];
