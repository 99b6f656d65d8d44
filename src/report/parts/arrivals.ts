/** How requests arrive, in words. */
import type { Arrivals, MmppState, SchedulePhase } from '../../scenario/scenario.ts';
import { digits, duration, rate, writtenDuration } from './format.ts';

/** @example arrivalWords({ process: 'poisson', rate: 8 }) // 'poisson, 8 req/s' */
export function arrivalWords(arrivals: Arrivals): string {
  switch (arrivals.process) {
    case 'poisson':
      return `poisson, ${rate(arrivals.rate)}`;
    case 'mmpp':
      return mmpp(arrivals.states);
    case 'schedule':
      return `${schedule(arrivals.phases)}${arrivals.repeat === true ? ', again and again' : ''}`;
    case 'trace':
      return trace(arrivals.times);
    case 'closed':
      return closed(arrivals.clients, arrivals.meanThinkTime);
    default:
      return `${arrivals.process}, ${rate(arrivals.rate)}, scv ${arrivals.scv}`;
  }
}

function mmpp(states: readonly [MmppState, MmppState]): string {
  const seconds = states[0].meanDuration + states[1].meanDuration;
  const requests = states.reduce((sum, state) => sum + state.rate * state.meanDuration, 0);
  const each = states.map(
    (state) => `${rate(state.rate)} for ${writtenDuration(state.meanDuration)}`,
  );
  return `mmpp, ${rate(requests / seconds)} on average: ${each.join(' and ')}`;
}

function schedule(phases: readonly SchedulePhase[]): string {
  const rates = phases.flatMap((phase) => [phase.rate, phase.endRate ?? phase.rate]);
  const seconds = phases.reduce((sum, phase) => sum + phase.duration, 0);
  const [least, most] = [Math.min(...rates), Math.max(...rates)];
  const range = least === most ? rate(least) : `${rate(least)} to ${rate(most)}`;
  const count = phases.length === 1 ? '1 phase' : `${phases.length} phases`;
  return `schedule of ${count} in ${duration(seconds)}, ${range}`;
}

function trace(times: ArrayLike<number>): string {
  const seconds = times[times.length - 1] ?? 0;
  const average = seconds > 0 ? `, ${rate((times.length - 1) / seconds)} on average` : '';
  const requests = times.length === 1 ? '1 request' : `${digits(times.length, 0)} requests`;
  return `trace of ${requests} in ${duration(seconds)}${average}`;
}

function closed(clients: number, meanThinkTime = 0): string {
  const think =
    meanThinkTime > 0 ? `, ${writtenDuration(meanThinkTime)} of thought on average` : '';
  return `closed, ${digits(clients, 0)} clients${think}`;
}
