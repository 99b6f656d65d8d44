/**
 * Everything that is remembered of the requests of a run: a column per fact, a row per request in
 * order of arrival. Mutable, as it sits in the innermost loop; 10⁶ requests take 110 MB.
 */

/** What became of a request. */
export const IN_SYSTEM = 0;
export const COMPLETED = 1;
/** It could never fit into the KV cache. */
export const NEVER_FITS = 2;
/** The queue was full. */
export const TURNED_AWAY = 3;
/** Its prompt had not begun when its patience ended. */
export const GAVE_UP = 4;

export interface RequestColumns {
  readonly arrival: Float64Array;
  readonly prompt: Int32Array;
  readonly output: Int32Array;
  /** Index of its class; 0 where all are of one kind. */
  readonly kind: Uint8Array;
  /** Of those that wait, the lowest goes first. */
  readonly priority: Int16Array;
  /** Prompt tokens found in the prefix cache. */
  readonly cached: Int32Array;
  /** Tokens whose keys and values must exist before the next token: prompt and what was generated. */
  readonly target: Int32Array;
  /** Of those, tokens that exist, found or computed. */
  readonly ready: Int32Array;
  /** Output tokens so far; of decodes only brought up to date when they leave the batch. */
  readonly generated: Int32Array;
  /** Start of the iteration with its first chunk. */
  readonly started: Float64Array;
  /** End of the iteration with its latest chunk; before the first, the time it joined the queue. */
  readonly chunkEnd: Float64Array;
  /** t_qc summed: from the end of one chunk to the start of the next, until the first token. */
  readonly chunkWait: Float64Array;
  readonly firstToken: Float64Array;
  /** End of the iteration that made its latest token; of decodes only while they are fresh. */
  readonly lastToken: Float64Array;
  /** Σ durations of the iterations that made its tokens after the first. */
  readonly tokenTime: Float64Array;
  readonly left: Float64Array;
  readonly outcome: Uint8Array;
  readonly preemptions: Uint16Array;
  /** Engine it was last given to. */
  readonly engine: Uint16Array;
  /** Decode iteration of its engine after which it leaves, and that before which it joined. */
  readonly leavesAt: Int32Array;
  readonly joinedAt: Int32Array;
  /** Next request in the same list of those that leave, or −1. */
  readonly leavesWith: Int32Array;
  /** Preemptions of decodes, and the tokens that ended them: few, kept to tell every token's time. */
  readonly interruptions: Map<number, Interruption[]>;
}

/** A request decoded in iterations `from` to before `to`, and had its next token at `resumed`. */
interface Interruption {
  readonly from: number;
  readonly to: number;
  /** Seconds; NaN while it waits. */
  resumed: number;
}

export function emptyRequests(rows: number): RequestColumns {
  const times = () => new Float64Array(rows);
  const counts = () => new Int32Array(rows);
  return {
    arrival: times(),
    prompt: counts(),
    output: counts(),
    kind: new Uint8Array(rows),
    priority: new Int16Array(rows),
    cached: counts(),
    target: counts(),
    ready: counts(),
    generated: counts(),
    started: times().fill(Number.NaN),
    chunkEnd: times(),
    chunkWait: times(),
    firstToken: times().fill(Number.NaN),
    lastToken: times(),
    tokenTime: times(),
    left: times().fill(Number.NaN),
    outcome: new Uint8Array(rows),
    preemptions: new Uint16Array(rows),
    engine: new Uint16Array(rows),
    leavesAt: counts(),
    joinedAt: counts(),
    leavesWith: counts(),
    interruptions: new Map(),
  };
}

/** Tokens a prompt still has to compute. */
export function tokensLeft({ target, ready }: RequestColumns, row: number): number {
  return (target[row] as number) - (ready[row] as number);
}
