/**
 * A recorded trace as the process that its arrivals are like, for the formulas: they know laws, not
 * times. Lengths stay those of its rows, seen together.
 *
 * Approximation.
 *
 * @see docs/model.md#recorded-traces; docs/traces.md
 */
import { InvalidInputError } from '../checks.ts';
import { CountTally } from '../scenario/arrival-fit/count-tally.ts';
import { describeArrivals } from '../scenario/arrival-fit/describe-arrivals.ts';
import { GapTally } from '../scenario/arrival-fit/gap-tally.ts';
import { checkScenario } from '../scenario/check-scenario.ts';
import type { Arrivals, RecordedArrivals, Scenario } from '../scenario/scenario.ts';
import type { ArrivalDescription } from '../scenario/traffic-description.ts';
import { processesOf } from './check.ts';

export interface Stated {
  readonly scenario: Scenario;
  /** What the formulas answer in place of the trace. */
  readonly warnings: readonly string[];
}

/**
 * The scenario with a process for its trace; itself where it has none.
 *
 * @throws InvalidInputError if the trace has no rate, or no process with a formula is like it.
 */
export function withoutTimes(scenario: Scenario): Stated {
  const { arrivals } = scenario.traffic;
  if (arrivals.process !== 'trace') return { scenario, warnings: [] };
  checkScenario(scenario, []);
  const { fit } = described(arrivals);
  const covered = processesOf(scenario.engine);
  if (!covered.includes(fit.arrivals.process))
    throw new InvalidInputError([
      {
        path: 'traffic.arrivals.process',
        given: { inWords: `a trace whose arrivals are like ${fit.arrivals.process}` },
        allowed: `${covered.join(', ')} for the formulas (slaq simulate replays the trace)`,
      },
    ]);
  return {
    scenario: { ...scenario, traffic: { ...scenario.traffic, arrivals: fit.arrivals } },
    warnings: [inWords(fit)],
  };
}

function described({ times }: RecordedArrivals): ArrivalDescription {
  const [gaps, counts] = [new GapTally(), new CountTally()];
  for (let i = 0; i < times.length; i++) {
    const time = times[i] as number;
    gaps.add(time);
    counts.add(time);
  }
  const found = describeArrivals({ gaps, counts });
  if (found !== undefined) return found;
  throw new InvalidInputError([
    {
      path: 'traffic.arrivals.times',
      given: { inWords: `${times.length} requests at one moment` },
      allowed: 'at least two at different times for the formulas (slaq simulate replays them)',
    },
  ]);
}

function inWords({ arrivals, error }: ArrivalDescription['fit']): string {
  const close = `index of dispersion within ${(100 * Math.expm1(error)).toPrecision(2)} %`;
  return `the trace is answered as arrivals that are like it, ${named(arrivals)} (${close}); slaq simulate replays its times`;
}

function named(arrivals: Arrivals): string {
  switch (arrivals.process) {
    case 'mmpp': {
      const states = arrivals.states.map(
        ({ rate, meanDuration }) => `${digits(rate)} /s for ${digits(meanDuration)} s`,
      );
      return `mmpp with ${states.join(' and ')} on average`;
    }
    case 'schedule':
      return `a schedule of ${arrivals.phases.length} rates`;
    case 'gamma':
      return `gamma with ${digits(arrivals.rate)} /s and SCV ${digits(arrivals.scv)}`;
    default:
      return 'rate' in arrivals
        ? `${arrivals.process} with ${digits(arrivals.rate)} /s`
        : arrivals.process;
  }
}

const digits = (value: number) => value.toPrecision(3);
