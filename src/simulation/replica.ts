/** The replicas of a deployment, and how a router divides requests among them. */
import FlatQueue from 'flatqueue';
import type { Random } from '../numerics/random.ts';
import type { Router } from '../scenario/scenario.ts';
import type { EngineState } from './engine/state.ts';

/** One copy of the server. */
export interface Replica {
  readonly engines: readonly EngineState[];
  /** Engines that new requests are sent to, each at random; those of a pool share one queue. */
  readonly entries: readonly EngineState[];
  readonly sharedQueue: boolean;
  /** Engines that take computed prompts in turn; empty when prompts stay where they are. */
  readonly decoders: readonly EngineState[];
  /** Prompts that its decode engines were given so far. */
  handedOver: number;
}

export interface Routing {
  /** The replica of a request that arrives now, as its index; times do not decrease. */
  readonly choose: (time: number) => number;
  /** A request will leave a replica, or has left it, at a time: an iteration is told at its start. */
  readonly onLeave: (replica: number, time: number) => void;
}

export function routing(replicas: number, router: Router, random: Random): Routing {
  if (replicas === 1) return { choose: () => 0, onLeave: ignored };
  switch (router) {
    case 'random':
      return { choose: () => Math.floor(random() * replicas), onLeave: ignored };
    case 'round-robin': {
      let next = -1;
      return {
        choose: () => {
          next = (next + 1) % replicas;
          return next;
        },
        onLeave: ignored,
      };
    }
    case 'least-loaded':
      return leastLoaded(replicas, random);
  }
}

const ignored = () => {};

/** One with the fewest requests, waiting or running; ties at random, each as likely. */
function leastLoaded(replicas: number, random: Random): Routing {
  const present = new Int32Array(replicas);
  const leaving = new FlatQueue<number>();
  const change = (replica: number, by: 1 | -1) => {
    present[replica] = (present[replica] as number) + by;
  };
  return {
    choose: (time) => {
      while ((leaving.peekValue() ?? Infinity) <= time) change(leaving.pop() as number, -1);
      const found = oneOfLeast(present, random);
      change(found, 1);
      return found;
    },
    onLeave: (replica, time) => leaving.push(replica, time),
  };
}

/** The index of a least value, any of them as likely. */
function oneOfLeast(values: Int32Array, random: Random): number {
  let [least, ties] = [Infinity, 0];
  for (const value of values) {
    if (value < least) [least, ties] = [value, 1];
    else if (value === least) ties += 1;
  }
  let before = ties > 1 ? Math.floor(random() * ties) : 0;
  return values.findIndex((value) => value === least && before-- === 0);
}

/** The engine of a replica that a new request goes to. */
export function entryFor({ entries, sharedQueue }: Replica, random: Random): EngineState {
  if (entries.length > 1 && !sharedQueue)
    return entries[Math.floor(random() * entries.length)] as EngineState;
  const idle = entries.find(({ clock }) => clock === Infinity);
  return idle ?? (entries[0] as EngineState);
}

/** The decode engine of a replica whose turn it is. */
export function nextDecoder(replica: Replica): EngineState {
  const { decoders } = replica;
  const decoder = decoders[replica.handedOver % decoders.length] as EngineState;
  replica.handedOver += 1;
  return decoder;
}
