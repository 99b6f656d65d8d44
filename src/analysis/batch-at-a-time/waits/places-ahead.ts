/**
 * Places in a queue that is served in full batches: how many batches are before one's own, and how
 * many are before one in that. Near places are put together.
 */
import type { Room } from '../room.ts';

export interface PlacesAhead {
  /** So many wait in front, real numbers allowed. */
  readonly add: (ahead: number, weight: number) => void;
  /** Goes through the places, and forgets them. */
  readonly take: (visit: (batches: number, before: number, weight: number) => void) => void;
}

/** Batches ahead that are told apart one by one. */
const SINGLE = 12;
const CLASSES = 60;
/** Groups of places within a batch, and of those far behind. */
const GROUPS = 8;
const FEW = 2;

export function placesAhead(room: readonly Room[]): PlacesAhead {
  const whole = room.reduce((sum, { size, weight }) => sum + size * weight, 0);
  const weights = new Float64Array(CLASSES * GROUPS);
  const batches = new Float64Array(CLASSES * GROUPS);
  const places = new Float64Array(CLASSES * GROUPS);
  let last = 0;
  return {
    add: (ahead, weight) => {
      const n = Math.floor(ahead / whole + 1e-9);
      const before = Math.max(0, ahead - n * whole);
      const row =
        n < SINGLE ? n : Math.min(CLASSES - 1, Math.floor(SINGLE + 6 * Math.log(n / SINGLE)));
      const groups = n < 2 ? GROUPS : FEW;
      const at = row * GROUPS + Math.min(groups - 1, Math.floor((before * groups) / whole));
      weights[at] = (weights[at] as number) + weight;
      batches[at] = (batches[at] as number) + weight * n;
      places[at] = (places[at] as number) + weight * before;
      if (at > last) last = at;
    },
    take: (visit) => {
      for (let at = 0; at <= last; at++) {
        const weight = weights[at] as number;
        if (weight > 1e-9)
          visit((batches[at] as number) / weight, (places[at] as number) / weight, weight);
        weights[at] = 0;
        batches[at] = 0;
        places[at] = 0;
      }
      last = 0;
    },
  };
}
