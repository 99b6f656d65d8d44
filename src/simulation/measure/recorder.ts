/** What is counted while a run goes on, by segments of the requests in order of arrival. */
import type { EngineState } from '../engine/state.ts';
import { countGap, countIteration, emptyTally, type Tally } from './tally.ts';

export interface Recorder {
  readonly segments: readonly Tally[];
  /** Requests in the system that each awaited arrival found. */
  readonly found: Int32Array;
  /** Awaited requests that have not left. */
  remaining: number;
  /** Requests in the system. */
  inSystem: number;
  readonly onArrival: () => void;
  readonly onIteration: (engine: EngineState, duration: number) => void;
  readonly onGap: (gap: number, duration: number) => void;
  readonly onLeave: (row: number) => void;
}

export function emptyRecorder(awaited: number, segmentCount: number): Recorder {
  const segments = Array.from({ length: segmentCount }, emptyTally);
  const found = new Int32Array(awaited);
  const perSegment = awaited / segmentCount;
  let arrived = 0;
  let tally: Tally | undefined;
  const recorder = {
    segments,
    found,
    remaining: awaited,
    inSystem: 0,
    onArrival: () => {
      if (arrived < awaited) found[arrived] = recorder.inSystem;
      if (arrived <= awaited) tally = segments[Math.floor(arrived / perSegment)];
      arrived += 1;
      recorder.inSystem += 1;
    },
    onIteration: (engine: EngineState, duration: number) => {
      if (tally !== undefined) countIteration(tally, engine, duration);
    },
    onGap: (gap: number, duration: number) => {
      if (tally !== undefined) countGap(tally, gap, duration, 1);
    },
    onLeave: (row: number) => {
      recorder.inSystem -= 1;
      if (row < awaited) recorder.remaining -= 1;
    },
  };
  return recorder;
}
