/** What the analysis of a policy gives: its limits once, and its laws at any rate below them. */
import type { Histogram } from '../numerics/histogram.ts';
import type { BatchSummary, Composition, Prediction } from '../scenario/metrics.ts';

/** Of one engine; seconds, and requests per second to this engine. */
export interface PolicyAnalysis {
  readonly limits: Limits;
  readonly laws: (arrivalRate: number) => Laws;
  /**
   * The same law of the gaps as in `laws`, without the rest; where classes pass each other, with the mean of
   * first come first served.
   */
  readonly gaps: (arrivalRate: number) => GapLaws;
  readonly means: (arrivalRate: number) => Means;
  /** Why the formulas are weak here, in words; absent where they are good. */
  readonly weakness?: string;
  /** Added to the warnings of the answer. */
  readonly warnings: readonly string[];
}

export interface Limits {
  /** λ_max; 0 when not even one request fits. */
  readonly arrivalRate: number;
  readonly bottleneck: Exclude<Prediction['bottleneck'], 'memory'>;
  /** Seconds between two tokens of a request at the limit. */
  readonly cycle: number;
  readonly atCapacity: Composition;
}

export interface GapLaws {
  readonly tbt: Histogram;
  /** E[TBT], free of the points its law is made of. */
  readonly meanGap: number;
  readonly tpot: Histogram;
}

export interface Laws extends GapLaws {
  readonly prefillWait: Histogram;
  /** t_qc over requests, t_qg over gaps; absent where they are zero by construction. */
  readonly chunkWait?: Histogram;
  readonly generationWait?: Histogram;
  readonly ttft: Histogram;
  readonly e2e: Histogram;
  /** In the order of the scenario's classes of requests; absent where it has none. */
  readonly classes?: readonly ClassLaws[];
  /** Mean preemptions of a request; absent where nobody is preempted. */
  readonly preemptions?: number;
  readonly iterations: Histogram;
  readonly batch: BatchSummary;
  /**
   * Requests that decode, and prompts being computed, whose keys and values are in the cache of one
   * engine, on average; absent where those are all that are not waiting.
   */
  readonly held?: { readonly decodes: number; readonly prefills: number };
  /** Of this rate alone. */
  readonly warnings?: readonly string[];
}

/** Of the requests of one class, in any weight. */
export interface ClassLaws {
  readonly prefillWait: Histogram;
  readonly ttft: Histogram;
  readonly tpot: Histogram;
  readonly e2e: Histogram;
}

interface Means {
  readonly ttft: number;
  readonly tbt: number;
}
