/** The laws that requests are collected in on their way to the first token, whatever the policy. */
import { Histogram } from '../../numerics/histogram.ts';
import type { Server } from '../engine/server.ts';

export interface FirstTokenLaws {
  /** By class of prompts. */
  readonly ttfts: readonly Histogram[];
  readonly prefillWait: Histogram;
  /** t_qc; absent where no prompt ever waits between its chunks. */
  readonly chunkWait?: Histogram;
}

export function emptyLaws(server: Server, interrupts = false): FirstTokenLaws {
  const ttfts = server.workload.classes.map(() => new Histogram());
  const laws = { ttfts, prefillWait: new Histogram() };
  return interrupts ? { ...laws, chunkWait: new Histogram() } : laws;
}

/** One law of all classes. */
export function together(laws: readonly Histogram[]): Histogram {
  const [only] = laws;
  if (only !== undefined && laws.length === 1) return only;
  const all = new Histogram();
  for (const law of laws) all.addAll(law);
  return all;
}
