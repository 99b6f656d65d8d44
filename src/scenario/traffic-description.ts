/** What a trace says of its traffic, and the traffic of a scenario that is like it. */
import type { Arrivals, LengthLaw } from './traffic.ts';

export interface TrafficDescription {
  /** Requests that were read. */
  readonly requests: number;
  /** Absent where the file has no times. */
  readonly arrivals?: ArrivalDescription;
  readonly promptTokens: LengthDescription;
  readonly outputTokens: LengthDescription;
  readonly dependence: LengthDependence;
  /** Ready for a scenario; the rate is 1 per second where the file has no times. */
  readonly traffic: FittedTraffic;
  /** What was mended, estimated, or should be known before any of this is used. */
  readonly notes: readonly string[];
}

export interface FittedTraffic {
  readonly arrivals: Arrivals;
  readonly promptTokens: LengthLaw;
  readonly outputTokens: LengthLaw;
}

export interface ArrivalDescription {
  /** Seconds from the first to the last request. */
  readonly span: number;
  /** λ, requests per second. */
  readonly meanRate: number;
  readonly rateOverTime: {
    /** Seconds of each part. */
    readonly width: number;
    readonly rates: readonly number[];
  };
  /** Of the gaps between neighbours; absent where times are too coarse to tell. */
  readonly gaps?: {
    /** Squared coefficient of variation: 1 for Poisson. */
    readonly scv: number;
    /** Correlation of neighbouring gaps: 0 if they are independent. */
    readonly correlation: number;
  };
  readonly dispersion: readonly Dispersion[];
  readonly fit: ArrivalFit;
}

/** How counts in windows of one length vary; 1 for Poisson at every length. */
export interface Dispersion {
  /** Seconds of a window. */
  readonly seconds: number;
  readonly windows: number;
  /** Variance over mean of the counts. */
  readonly index: number;
  /** The same from differences of neighbouring windows (Allan factor), blind to a slow drift. */
  readonly local: number;
  /** Third central moment over mean of the counts. */
  readonly third: number;
}

export interface ArrivalFit {
  readonly arrivals: Arrivals;
  /** Index of dispersion of the fitted process at the lengths of `dispersion`. */
  readonly dispersion: readonly number[];
  /** Root mean square of its relative error over these. */
  readonly error: number;
  /** The same of the other processes that were tried, by name. */
  readonly others: { readonly [process: string]: number };
  /** Whether the third moment of counts is matched too (mmpp). */
  readonly thirdMoment: boolean;
}

export interface LengthDescription {
  readonly mean: number;
  /** Standard deviation over mean. */
  readonly cv: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
  readonly tail: TailDescription;
  /** The law with a formula that comes closest. */
  readonly law: LengthFit;
  /** A few values with their weights. */
  readonly empirical: LengthFit;
}

export interface TailDescription {
  /** Hill's estimate of the index of a power law, from the largest 1 %: moments beyond it grow with the sample. */
  readonly index: number;
  /** Shares of the second and third moment in the largest 0.1 % of the requests. */
  readonly secondMoment: number;
  readonly thirdMoment: number;
}

export interface LengthFit {
  readonly law: LengthLaw;
  /** Largest distance of the two distribution functions. */
  readonly distance: number;
  /** Relative errors: the law over the trace, less 1. */
  readonly mean: number;
  readonly secondMoment: number;
  readonly p99: number;
}

export interface LengthDependence {
  /** Pearson's correlation of the lengths, and of their logarithms. */
  readonly correlation: number;
  readonly ofLogarithms: number;
  /** Mean context that a running decode holds, over that of independent lengths of the same laws. */
  readonly contextRatio: number;
}
