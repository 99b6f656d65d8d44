/**
 * How long a run that begins empty needs to fill up. The time of the first passage through the mean
 * is decided by the past alone, so that dropping three times as much does not select a quiet or a
 * busy rest. A rule that looks for the best truncation, as MSER-5 does (White, Cobb & Spratt 2000),
 * drops early crowds: it made the mean wait of M/M/1 at ρ = 0.95 5 % too short (docs/simulation.md).
 */
const LEAST_SHARE = 0.1;
const PASSAGES = 3;

export interface Settling {
  /** Requests to drop. */
  readonly drop: number;
  /** False where they would be more than half: the run is too short to tell. */
  readonly settled: boolean;
}

/** @param inSystem requests in the system that each arrival finds, in order. */
export function settling(inSystem: Int32Array): Settling {
  const half = inSystem.length >> 1;
  const level = average(inSystem.subarray(half));
  const passage = inSystem.findIndex((count) => count >= level);
  const drop = Math.max(LEAST_SHARE * inSystem.length, PASSAGES * passage);
  return { drop: Math.min(drop, half), settled: drop <= half };
}

function average(counts: Int32Array): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum / counts.length;
}
