/** Takes in the requests of a trace one by one, in the order of the file. */
export interface RequestSink {
  /** @param time seconds since some start; NaN where the file has no times. */
  readonly add: (time: number, promptTokens: number, outputTokens: number, line: number) => void;
  /** A request that failed. */
  readonly drop: (line: number) => void;
}
