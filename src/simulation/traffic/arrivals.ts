/** Times of arrival of every open process of a scenario, one after the other. */
import { exponential, gammaDraw, type Random } from '../../numerics/random.ts';
import type {
  Arrivals,
  ClosedArrivals,
  MmppArrivals,
  RenewalArrivals,
} from '../../scenario/scenario.ts';
import { scheduledTimes } from './schedule.ts';
import { weibullDraw } from './weibull.ts';

export type OpenArrivals = Exclude<Arrivals, ClosedArrivals>;
/** The next time of arrival in seconds; Infinity when nobody comes any more. */
export type NextTime = () => number;

export function arrivalTimes(arrivals: OpenArrivals, random: Random): NextTime {
  switch (arrivals.process) {
    case 'poisson':
      return fromGaps(() => exponential(random, 1 / arrivals.rate));
    case 'gamma':
    case 'weibull':
    case 'hyperexponential':
      return fromGaps(renewalGaps(arrivals, random));
    case 'mmpp':
      return mmppTimes(arrivals, random);
    case 'schedule':
      return scheduledTimes(arrivals, random);
    case 'trace': {
      let row = 0;
      return () => arrivals.times[row++] ?? Infinity;
    }
  }
}

function fromGaps(gap: () => number): NextTime {
  let time = 0;
  return () => {
    time += gap();
    return time;
  };
}

function renewalGaps({ process, rate, scv }: RenewalArrivals, random: Random): () => number {
  const mean = 1 / rate;
  if (scv === 0) return () => mean;
  if (process === 'gamma') return gammaDraw(random, mean, scv);
  if (process === 'weibull') return weibullDraw(random, mean, scv);
  // Balanced means: either of two exponential laws contributes half of the mean.
  const often = (1 + Math.sqrt((scv - 1) / (scv + 1))) / 2;
  return () => {
    const share = random() < often ? often : 1 - often;
    return exponential(random, mean / (2 * share));
  };
}

/** Poisson at the rate of a state that changes after exponential times; it starts in equilibrium. */
function mmppTimes({ states }: MmppArrivals, random: Random): NextTime {
  const [first, second] = states;
  const inFirst = first.meanDuration / (first.meanDuration + second.meanDuration);
  let state = random() < inFirst ? first : second;
  let time = 0;
  return () => {
    for (;;) {
      const leaving = 1 / state.meanDuration;
      const events = state.rate + leaving;
      time += exponential(random, 1 / events);
      if (random() * events < state.rate) return time;
      state = state === first ? second : first;
    }
  };
}
