/** What of an engine that serves prompts first does not depend on the arrival rate. */
import { expectation } from '../../numerics/discrete-law.ts';
import { type WorkLengths, workLengths } from '../chunked-prefill/backlog.ts';
import type { Capacity } from '../chunked-prefill/capacity.ts';
import type { Server } from '../engine/server.ts';
import { capacity, type PrefillTime, prefillTime } from './capacity.ts';
import { type Packing, packing } from './packing.ts';

export interface PrefillFirst {
  readonly server: Server;
  readonly packing: Packing;
  readonly work: WorkLengths;
  /** Seconds of the prefill of k prompts, nothing else running. */
  readonly prefill: PrefillTime;
  readonly limits: Capacity;
  /** A prompt alone: mean and mean square of its iteration, seconds. */
  readonly alone: number;
  readonly aloneSquare: number;
  /** Mean seconds of it that more of the same prompt would add: without what any iteration takes. */
  readonly marginal: number;
  /** Seconds that one prompt more adds to the prefill of as many as slots become free at the limit. */
  readonly marginalAtLimit: number;
  /** Hardly ever two prompts fit together: each has an iteration of its own. */
  readonly oneByOne: boolean;
}

/** Fewer prompts than this in a full iteration are taken as one. */
const ONE = 1.3;

/** Whole prompts: the cap on chunks has no meaning here. */
export function prefillFirst(given: Server): PrefillFirst {
  const server = { ...given, chunkSize: Infinity };
  const { fresh, pairs } = server.workload.prompts;
  const packed = packing(server);
  const prefill = prefillTime(server, packed);
  const seconds = (x: number) => server.time(x, pairs(x), 0, 0);
  const alone = expectation(fresh, seconds);
  const limits = capacity(server, packed, prefill);
  const freed = Math.min(1e4, limits.slots / Math.max(1e-9, server.workload.outputs.decodeMean));
  const around = Math.max(0.5, freed / 4);
  const low = Math.max(0, freed - around);
  return {
    server,
    packing: packed,
    work: workLengths(server),
    prefill,
    limits,
    alone,
    aloneSquare: expectation(fresh, (x) => seconds(x) ** 2),
    marginal: alone - server.time(0, 0, 0, 0),
    marginalAtLimit: (prefill(freed + around) - prefill(low)) / (freed + around - low),
    oneByOne: packed.perIteration < ONE,
  };
}
