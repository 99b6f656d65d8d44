/** The rules of every process of arrivals. */
import { type Issue, nonNegative, positive, type Rule } from '../../checks.ts';
import { MOST_SCV, PROCESSES } from '../choices.ts';
import type {
  Arrivals,
  MmppArrivals,
  RecordedArrivals,
  RenewalArrivals,
  ScheduledArrivals,
} from '../scenario.ts';
import { broken, firstBroken, ifGiven, unknownName, whole } from './rules.ts';

const AT = 'traffic.arrivals';

export function arrivalIssues(arrivals: Arrivals): Issue[] {
  switch (arrivals.process) {
    case 'poisson':
      return broken([[`${AT}.rate`, arrivals.rate, positive]]);
    case 'gamma':
    case 'weibull':
    case 'hyperexponential':
      return broken([
        [`${AT}.rate`, arrivals.rate, positive],
        [`${AT}.scv`, arrivals.scv, SCV[arrivals.process]],
      ]);
    case 'mmpp':
      return mmppIssues(arrivals);
    case 'schedule':
      return scheduleIssues(arrivals);
    case 'trace':
      return timeIssues(arrivals);
    case 'closed':
      return broken([
        [`${AT}.clients`, arrivals.clients, whole],
        ...ifGiven(`${AT}.meanThinkTime`, arrivals.meanThinkTime, nonNegative),
      ]);
    default:
      return unknownName(`${AT}.process`, (arrivals as Arrivals).process, PROCESSES);
  }
}

const SCV: { readonly [P in RenewalArrivals['process']]: Rule } = {
  gamma: scvRule('≥ 0', (scv) => scv >= 0),
  weibull: scvRule('> 0', (scv) => scv > 0),
  hyperexponential: scvRule('≥ 1', (scv) => scv >= 1),
};

function scvRule(least: string, holds: (scv: number) => boolean): Rule {
  const allowed = `a number ${least} and ≤ ${MOST_SCV}`;
  return { allowed, holds: (scv) => holds(scv) && scv <= MOST_SCV };
}

function mmppIssues({ states }: MmppArrivals): Issue[] {
  const path = `${AT}.states`;
  if (states.length !== 2)
    return [{ path, given: states, allowed: 'two states with rate, meanDuration' }];
  return [
    ...broken(
      states.flatMap(({ rate, meanDuration }, index) => [
        [`${path}[${index}].rate`, rate, nonNegative] as const,
        [`${path}[${index}].meanDuration`, meanDuration, positive] as const,
      ]),
    ),
    ...someCome(path, states),
  ];
}

function scheduleIssues({ phases }: ScheduledArrivals): Issue[] {
  const path = `${AT}.phases`;
  return [
    ...broken(
      phases.flatMap(({ duration, rate, endRate }, index) => [
        [`${path}[${index}].duration`, duration, positive] as const,
        [`${path}[${index}].rate`, rate, nonNegative] as const,
        ...ifGiven(`${path}[${index}].endRate`, endRate, nonNegative),
      ]),
    ),
    ...someCome(path, phases),
  ];
}

/** A process at rate 0 throughout, or of no phase, sends nobody. */
function someCome(
  path: string,
  parts: readonly { readonly rate: number; readonly endRate?: number }[],
): Issue[] {
  const noneComes = parts.every(({ rate, endRate = rate }) => rate === 0 && endRate === 0);
  return noneComes ? [{ path, given: parts, allowed: 'a rate > 0 in at least one of them' }] : [];
}

function timeIssues({ times }: RecordedArrivals): Issue[] {
  const path = `${AT}.times`;
  if (times.length === 0) return [{ path, given: 0, allowed: 'at least one arrival' }];
  let latest = 0;
  return firstBroken(path, times, {
    allowed: 'a finite time ≥ 0, not before the one before it',
    holds: (time) => {
      const follows = time >= latest && time < Infinity;
      latest = time;
      return follows;
    },
  });
}
