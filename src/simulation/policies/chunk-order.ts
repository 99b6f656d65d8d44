/** The order in which begun and waiting prompts are offered a chunk. */
import type { EngineView } from '../engine/state.ts';
import { tokensLeft } from '../requests.ts';

export interface Candidate {
  readonly row: number;
  /** It has no slot yet, and may have one. */
  readonly waits: boolean;
}
/** Whether a waiting request may have a slot; asked once of each, until one may not. */
type MayEnter = (row: number) => boolean;

/** Every prompt that may get a chunk, one at a time: a policy stops when its budget is used. */
export function chunkCandidates(engine: EngineView, mayEnter: MayEnter): Iterable<Candidate> {
  switch (engine.limits.chunkOrder) {
    case 'ongoing-first':
      return ongoingFirst(engine, mayEnter);
    case 'round-robin':
      return roundRobin(engine, mayEnter);
    case 'shortest-remaining':
      return shortestRemaining(engine, mayEnter);
  }
}

/** Begun prompts in the order they began, then those that wait: no prompt waits between chunks. */
function* ongoingFirst({ prompts, waiting }: EngineView, mayEnter: MayEnter): Iterable<Candidate> {
  for (const row of prompts) yield { row, waits: false };
  for (let place = waiting.head; place < waiting.rows.length; place++) {
    const row = waiting.rows[place] as number;
    if (!mayEnter(row)) return;
    yield { row, waits: true };
  }
}

/** Whoever has waited longest since its last chunk, or since it came (DeepSpeed-FastGen's sharing). */
function* roundRobin(engine: EngineView, mayEnter: MayEnter): Iterable<Candidate> {
  const { prompts, waiting, requests } = engine;
  const since = (row: number) => requests.chunkEnd[row] as number;
  let place = waiting.head;
  for (const begun of [...prompts, undefined]) {
    for (; place < waiting.rows.length; place++) {
      const row = waiting.rows[place] as number;
      if (begun !== undefined && since(begun) <= since(row)) break;
      if (mayEnter(row)) yield { row, waits: true };
      else place = waiting.rows.length;
    }
    if (begun !== undefined) yield { row: begun, waits: false };
  }
}

/** The prompt with the fewest tokens left, begun or not; ties go to the earlier one. */
function* shortestRemaining(engine: EngineView, mayEnter: MayEnter): Iterable<Candidate> {
  const { prompts, waiting, requests } = engine;
  const candidates = [
    ...prompts.map((row) => ({ row, waits: false })),
    ...waiting.rows.slice(waiting.head).map((row) => ({ row, waits: true })),
  ];
  const left = (row: number) => tokensLeft(requests, row);
  candidates.sort((a, b) => left(a.row) - left(b.row) || a.row - b.row);
  let open = true;
  for (const candidate of candidates) {
    if (candidate.waits) open &&= mayEnter(candidate.row);
    if (open || !candidate.waits) yield candidate;
  }
}
