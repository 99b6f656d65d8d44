/** Requests in the order of their arrival. */

interface Columns {
  readonly times: Float64Array;
  readonly promptTokens: Int32Array;
  readonly outputTokens: Int32Array;
}

/** Stable: requests of the same time keep the order of the file. */
export function sortedByTime({ times, promptTokens, outputTokens }: Columns): Columns {
  const order = new Uint32Array(times.length).map((_, index) => index);
  order.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
  const arranged = <T extends Float64Array | Int32Array>(column: T, into: T): T => {
    for (let i = 0; i < order.length; i++) into[i] = column[order[i] ?? 0] ?? 0;
    return into;
  };
  return {
    times: arranged(times, new Float64Array(times.length)),
    promptTokens: arranged(promptTokens, new Int32Array(times.length)),
    outputTokens: arranged(outputTokens, new Int32Array(times.length)),
  };
}
