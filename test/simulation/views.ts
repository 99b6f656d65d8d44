/** Hand-made requests and engines, as policies see them. */
import {
  type EngineLimits,
  type EngineState,
  emptyEngine,
} from '../../src/simulation/engine/state.ts';
import { emptyRequests, type RequestColumns } from '../../src/simulation/requests.ts';

interface Hand {
  readonly prompt: number;
  readonly output?: number;
  /** Tokens computed. */
  readonly ready?: number;
  /** End of its last chunk, or when it came. */
  readonly since?: number;
}

function requestsOf(hands: readonly Hand[]): RequestColumns {
  const requests = emptyRequests(hands.length);
  hands.forEach(({ prompt, output = 10, ready = 0, since = 0 }, row) => {
    requests.prompt[row] = prompt;
    requests.target[row] = prompt;
    requests.output[row] = output;
    requests.ready[row] = ready;
    requests.chunkEnd[row] = since;
  });
  return requests;
}

export const request = (hand: Hand): RequestColumns => requestsOf([hand]);

const LIMITS: EngineLimits = {
  maxBatchSize: 8,
  tokenBudget: 100,
  chunkSize: Infinity,
  chunkOrder: 'ongoing-first',
  wholeChunks: false,
  ...{ queueLimit: Infinity, patience: Infinity, hasPriorities: false },
  ...{ kvCapacity: Infinity, kvBlockSize: 10, kvWatermark: 0, preemption: 'recompute' },
};

/** An engine that has begun some prompts, while others wait. */
export function engineOf(
  hands: { readonly begun?: readonly Hand[]; readonly waiting?: readonly Hand[] },
  limits: Partial<EngineLimits> = {},
  state: Partial<EngineState> = {},
): EngineState {
  const { begun = [], waiting = [] } = hands;
  const requests = requestsOf([...begun, ...waiting]);
  const policy = () => ({ admit: [], chunks: [], decode: false });
  const engine = emptyEngine(0, { ...LIMITS, ...limits }, requests, policy);
  engine.prompts.push(...begun.keys());
  engine.waiting.rows.push(...[...waiting.keys()].map((row) => begun.length + row));
  return Object.assign(engine, state);
}
