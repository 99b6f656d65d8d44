/**
 * What one iteration of the engine works on. Sums over the batch, so a mean
 * composition (fractions allowed) is a batch too.
 */
export interface Batch {
  /** Σ c_i, prompt tokens computed in this iteration; ≥ 0. */
  readonly prefillTokens: number;
  /** Requests those tokens belong to, whole prompts and chunks alike; ≥ 0. */
  readonly prefillRequests: number;
  /** Σ c_i·(s_i + c_i/2), query–key pairs of the prompt tokens (s_i: context before the chunk); ≥ 0. */
  readonly attentionPairs: number;
  /** Σ (s_i + c_i), tokens whose keys and values the prompt attention reads; ≥ 0. */
  readonly prefillContext: number;
  /** B_g, requests that decode; ≥ 0. */
  readonly decodeRequests: number;
  /**
   * Tokens that those decodes compute: with speculative decoding 1 + k each, of which each makes what
   * is accepted. Absent: one each.
   */
  readonly decodeTokens?: number;
  /** Σ l_j, tokens whose keys and values the decodes read; ≥ 0. */
  readonly contextTokens: number;
}

/** t_inf: seconds one iteration of a batch takes. Nondecreasing in every field of the batch. */
export type IterationTime = (batch: Batch) => number;
