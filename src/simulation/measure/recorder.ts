/** What is counted while a run goes on, by segments of the requests in order of arrival. */
import type { EngineState } from '../engine/state.ts';
import { countGap, countIteration, emptyTally, type Tally } from './tally.ts';

/** The first arrival of a segment. */
export interface Edge {
  /** Seconds. */
  readonly time: number;
  /** Requests in the system that came before. */
  readonly inSystem: number;
}

export interface Recorder {
  readonly segments: readonly Tally[];
  readonly edges: Edge[];
  /** Awaited requests that have not left. */
  remaining: number;
  /** Requests in the system. */
  inSystem: number;
  readonly onArrival: (time: number) => void;
  readonly onIteration: (engine: EngineState, duration: number) => void;
  readonly onGap: (gap: number, duration: number) => void;
  readonly onLeave: (row: number) => void;
}

export function emptyRecorder(awaited: number, segmentCount: number): Recorder {
  const segments = Array.from({ length: segmentCount }, emptyTally);
  const perSegment = awaited / segmentCount;
  const edges: Edge[] = [];
  let arrived = 0;
  let tally: Tally | undefined;
  const recorder = {
    segments,
    edges,
    remaining: awaited,
    inSystem: 0,
    onArrival: (time: number) => {
      if (arrived >= edges.length * perSegment && edges.length < segmentCount) {
        edges.push({ time, inSystem: recorder.inSystem });
        tally = segments[edges.length - 1];
      } else if (arrived === awaited) tally = undefined;
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
