/**
 * Poisson arrivals at a rate that follows a plan of steps and ramps. A stream of rate 1 is bent to
 * the plan: the n-th arrival comes when Λ(t), the integral of the rate, reaches the n-th time.
 */
import { exponential, type Random } from '../../numerics/random.ts';
import type { ScheduledArrivals, SchedulePhase } from '../../scenario/scenario.ts';
import type { NextTime } from './arrivals.ts';

export function scheduledTimes({ phases, repeat }: ScheduledArrivals, random: Random): NextTime {
  let index = 0;
  let began = 0;
  /** Λ from the beginning of the phase to the latest arrival. */
  let passed = 0;
  return () => {
    passed += exponential(random, 1);
    for (;;) {
      const phase = phases[index];
      if (phase === undefined) return Infinity;
      const whole = expected(phase);
      if (passed < whole) return began + timeOf(phase, passed);
      passed -= whole;
      began += phase.duration;
      index += 1;
      if (repeat === true && index === phases.length) index = 0;
    }
  };
}

/** Arrivals to expect in a phase. */
function expected({ duration, rate, endRate = rate }: SchedulePhase): number {
  return (duration * (rate + endRate)) / 2;
}

/** The time within a phase at which `count` arrivals are to be expected: rate·t + slope·t²/2. */
function timeOf({ duration, rate, endRate = rate }: SchedulePhase, count: number): number {
  const slope = (endRate - rate) / duration;
  const root = Math.sqrt(Math.max(0, rate * rate + 2 * slope * count));
  return Math.min(duration, (2 * count) / (rate + root));
}

/** So many requests that a plan surely does not bring more: ten deviations above the mean. */
export function scheduledRequests({ phases }: ScheduledArrivals): number {
  const mean = phases.reduce((sum, phase) => sum + expected(phase), 0);
  return Math.ceil(mean + 10 * Math.sqrt(mean) + 10);
}
