/** The order in which begun and waiting prompts are offered a chunk. */
import type { EngineView } from '../engine/state.ts';
import { tokensLeft } from '../requests.ts';

export interface Candidate {
  readonly row: number;
  /** It has no slot yet. */
  readonly waits: boolean;
}

/** Every prompt that could get a chunk, one at a time: a policy stops when its budget is used. */
export function chunkCandidates(engine: EngineView): Iterable<Candidate> {
  switch (engine.limits.chunkOrder) {
    case 'ongoing-first':
      return ongoingFirst(engine);
    case 'round-robin':
      return roundRobin(engine);
    case 'shortest-remaining':
      return shortestRemaining(engine);
  }
}

/** Begun prompts in the order they began, then those that wait: no prompt waits between chunks. */
function* ongoingFirst({ prompts, waiting }: EngineView): Iterable<Candidate> {
  for (const row of prompts) yield { row, waits: false };
  for (let place = waiting.head; place < waiting.rows.length; place++)
    yield { row: waiting.rows[place] as number, waits: true };
}

/** Whoever has waited longest since its last chunk, or since it came (DeepSpeed-FastGen's sharing). */
function* roundRobin({ prompts, waiting, requests }: EngineView): Iterable<Candidate> {
  const since = (row: number | undefined) =>
    row === undefined ? Infinity : (requests.chunkEnd[row] as number);
  let [next, place] = [0, waiting.head];
  for (;;) {
    const [begun, fresh] = [prompts[next], waiting.rows[place]];
    if (begun === undefined && fresh === undefined) return;
    if (fresh === undefined || since(begun) <= since(fresh)) {
      yield { row: begun as number, waits: false };
      next += 1;
    } else {
      yield { row: fresh, waits: true };
      place += 1;
    }
  }
}

/** The prompt with the fewest tokens left, begun or not; ties go to the earlier one. */
function* shortestRemaining({ prompts, waiting, requests }: EngineView): Iterable<Candidate> {
  const candidates = [
    ...prompts.map((row) => ({ row, waits: false })),
    ...waiting.rows.slice(waiting.head).map((row) => ({ row, waits: true })),
  ];
  const left = (row: number) => tokensLeft(requests, row);
  candidates.sort((a, b) => left(a.row) - left(b.row) || a.row - b.row);
  yield* candidates;
}
