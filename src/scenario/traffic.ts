/** Which requests come, and when. */
import type { Sla } from './sla.ts';

export interface Traffic {
  readonly arrivals: Arrivals;
  readonly promptTokens: LengthLaw;
  readonly outputTokens: LengthLaw;
  /**
   * Lengths seen together, in place of the two laws: row by row with a recorded trace of as many
   * arrivals, drawn at random otherwise.
   */
  readonly lengthPairs?: LengthPairs;
  readonly cachedPrefix?: CachedPrefix;
  /**
   * Kinds of requests that come mixed in one stream, each request of one of them; then what stands
   * above holds for a class that does not say otherwise. Default: all are of one kind.
   */
  readonly classes?: readonly RequestClass[];
  /** Seconds after which a request whose prompt has not begun gives up; default: never. */
  readonly patience?: number;
}

/** A part of the requests with lengths, promises and a turn of its own, such as those of a tenant. */
export interface RequestClass {
  /** Not that of another class. */
  readonly name: string;
  /** How many of the requests, against the shares of the other classes; > 0. */
  readonly share: number;
  readonly promptTokens?: LengthLaw;
  readonly outputTokens?: LengthLaw;
  readonly cachedPrefix?: CachedPrefix;
  /** Of those that wait, the lowest number goes first; whole, default 0. */
  readonly priority?: number;
  /** Upper limits for this class, besides those of the scenario for all. */
  readonly sla?: Sla;
}

/** Prompt and output tokens of the same request; arrays of one length. */
export interface LengthPairs {
  readonly promptTokens: ArrayLike<number>;
  readonly outputTokens: ArrayLike<number>;
}

/** When requests arrive at the whole deployment. */
export type Arrivals =
  | PoissonArrivals
  | RenewalArrivals
  | MmppArrivals
  | ScheduledArrivals
  | RecordedArrivals
  | ClosedArrivals;

/** λ, requests per second, without memory. */
export interface PoissonArrivals {
  readonly process: 'poisson';
  readonly rate: number;
}
/** Independent gaps of one law; c_a² is their squared coefficient of variation. */
export interface RenewalArrivals {
  /** `hyperexponential` has balanced means and c_a² ≥ 1; c_a² = 0 is clockwork. */
  readonly process: 'gamma' | 'weibull' | 'hyperexponential';
  readonly rate: number;
  readonly scv: number;
}
/** Poisson at a rate that jumps between two states, each lasting an exponential time. */
export interface MmppArrivals {
  readonly process: 'mmpp';
  readonly states: readonly [MmppState, MmppState];
}
export interface MmppState {
  readonly rate: number;
  /** Mean seconds in this state. */
  readonly meanDuration: number;
}
/** Poisson at a rate that follows a plan; without `repeat` no request arrives after its end. */
export interface ScheduledArrivals {
  readonly process: 'schedule';
  readonly phases: readonly SchedulePhase[];
  readonly repeat?: boolean;
}
export interface SchedulePhase {
  /** Seconds. */
  readonly duration: number;
  readonly rate: number;
  /** Rate at its end, in a straight line from `rate`; default: the same. */
  readonly endRate?: number;
}
/** Times of a recorded trace, seconds from its start, in order. */
export interface RecordedArrivals {
  readonly process: 'trace';
  readonly times: ArrayLike<number>;
}
/** A closed loop: each client sends a request, waits for its last token, thinks, sends the next. */
export interface ClosedArrivals {
  readonly process: 'closed';
  readonly clients: number;
  /** Mean seconds between an answer and the next request, exponential; default 0. */
  readonly meanThinkTime?: number;
}

/**
 * Prompt tokens found in the prefix cache: a share of each prompt, or a number of tokens: the same
 * for all, or drawn for each request by a law (which may give 0). At most the prompt less one.
 */
export type CachedPrefix = { readonly share: number } | { readonly tokens: number | LengthLaw };

/**
 * Law of a length, drawn, rounded to whole tokens and clamped to [min, max];
 * mean and cv are those before rounding and clamping.
 */
export type LengthLaw =
  | { readonly distribution: 'fixed'; readonly value: number }
  | { readonly distribution: 'uniform'; readonly min: number; readonly max: number }
  | ({
      readonly distribution: 'lognormal' | 'gamma';
      readonly mean: number;
      readonly cv: number;
    } & Clamp)
  | ({ readonly distribution: 'exponential' | 'geometric'; readonly mean: number } & Clamp)
  | ({
      readonly distribution: 'empirical';
      readonly values: readonly number[];
      readonly weights?: readonly number[];
    } & Clamp);

export interface Clamp {
  /** Default 1. */
  readonly min?: number;
  /** Default: none. */
  readonly max?: number;
}
