/** The latencies of measured requests, and what became of the others. */
import { COMPLETED, GAVE_UP, NEVER_FITS, type RequestColumns, TURNED_AWAY } from '../requests.ts';

/** Seconds, an entry per completed request in order of arrival; TPOT of those with two tokens. */
export interface Latencies {
  readonly ttft: Float64Array;
  readonly tpot: Float64Array;
  readonly e2e: Float64Array;
  readonly prefillWait: Float64Array;
  readonly chunkWait: Float64Array;
  /** Index of the class of each of them, and of each of those with a TPOT. */
  readonly kinds: Uint8Array;
  readonly tpotKinds: Uint8Array;
  readonly outcomes: Outcomes;
}

/** Requests by what became of them. */
export interface Outcomes {
  readonly completed: number;
  readonly neverFit: number;
  readonly turnedAway: number;
  readonly gaveUp: number;
  /** Preemptions, of completed requests. */
  readonly preemptions: number;
}

/** Of the rows from `from` to before `to`. */
export function latenciesOf(requests: RequestColumns, from: number, to: number): Latencies {
  const { arrival, kind, outcome, started, firstToken, left, output, chunkWait, preemptions } =
    requests;
  const length = Math.max(0, to - from);
  const column = () => new Float64Array(length);
  const found = { ttft: column(), tpot: column(), e2e: column() };
  const waits = { prefillWait: column(), chunkWait: column() };
  const kinds = new Uint8Array(length);
  const tpotKinds = new Uint8Array(length);
  const counts = new Uint32Array(GAVE_UP + 1);
  let [n, several, preempted] = [0, 0, 0];
  for (let row = from; row < to; row++) {
    const end = outcome[row] as number;
    counts[end] = (counts[end] as number) + 1;
    if (end !== COMPLETED) continue;
    const [came, first, last] = [arrival[row], firstToken[row], left[row]] as [
      number,
      number,
      number,
    ];
    found.ttft[n] = first - came;
    found.e2e[n] = last - came;
    waits.prefillWait[n] = (started[row] as number) - came;
    waits.chunkWait[n] = chunkWait[row] as number;
    preempted += preemptions[row] as number;
    kinds[n] = kind[row] as number;
    const tokens = output[row] as number;
    if (tokens > 1) {
      tpotKinds[several] = kind[row] as number;
      found.tpot[several++] = (last - first) / (tokens - 1);
    }
    n += 1;
  }
  return {
    ttft: found.ttft.slice(0, n),
    tpot: found.tpot.slice(0, several),
    e2e: found.e2e.slice(0, n),
    prefillWait: waits.prefillWait.slice(0, n),
    chunkWait: waits.chunkWait.slice(0, n),
    kinds: kinds.slice(0, n),
    tpotKinds: tpotKinds.slice(0, several),
    outcomes: {
      completed: n,
      neverFit: counts[NEVER_FITS] as number,
      turnedAway: counts[TURNED_AWAY] as number,
      gaveUp: counts[GAVE_UP] as number,
      preemptions: preempted,
    },
  };
}
