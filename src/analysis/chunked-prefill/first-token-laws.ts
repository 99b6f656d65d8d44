/** The laws that requests are collected in on their way to the first token, whatever the policy. */
import { Histogram } from '../../numerics/histogram.ts';
import type { Server } from '../engine/server.ts';

export interface FirstTokenLaws {
  /** By class of prompts. */
  readonly ttfts: readonly Histogram[];
  readonly prefillWait: Histogram;
  /** t_qp by class of prompts; absent where all wait alike. */
  readonly waits?: readonly Histogram[];
  /** t_qc; absent where no prompt ever waits between its chunks. */
  readonly chunkWait?: Histogram;
}

/** What of a discipline tells which laws there are. */
export interface Distinctions {
  /** A prompt may wait between its chunks. */
  readonly interrupts?: boolean;
  /** Classes wait differently for their first chunk. */
  readonly waitsDiffer?: boolean;
}

export function emptyLaws(
  { workload }: Server,
  { interrupts = false, waitsDiffer = false }: Distinctions = {},
): FirstTokenLaws {
  const byClass = () => workload.classes.map(() => new Histogram());
  return {
    ttfts: byClass(),
    prefillWait: new Histogram(),
    ...(waitsDiffer ? { waits: byClass() } : {}),
    ...(interrupts ? { chunkWait: new Histogram() } : {}),
  };
}

/** One law of all classes. */
export function together(laws: readonly Histogram[]): Histogram {
  const [only] = laws;
  if (only !== undefined && laws.length === 1) return only;
  const all = new Histogram();
  for (const law of laws) all.addAll(law);
  return all;
}
