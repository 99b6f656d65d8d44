/** What should be known before the description of a trace is used. */

import { hasDrift } from '../../scenario/arrival-fit/fit-schedule.ts';
import type { LengthDescription, TrafficDescription } from '../../scenario/traffic-description.ts';
import type { TrafficTally } from './traffic-tally.ts';

const count = (value: number) => value.toLocaleString('en-US');
const rows = (value: number) => `${count(value)} ${value === 1 ? 'row' : 'rows'}`;
const percent = (share: number) => `${Math.round(100 * share)} %`;

export function notesOf(
  description: Omit<TrafficDescription, 'notes'>,
  { gaps, failed }: TrafficTally,
): string[] {
  const { promptTokens, outputTokens, dependence, arrivals } = description;
  return [
    ...(failed === 0 ? [] : [`${rows(failed)} with 0 output tokens: left out as failed`]),
    ...(gaps.early === 0
      ? []
      : [
          `${rows(gaps.early)} earlier than one before them: counted in their place, but without a gap`,
        ]),
    ...(gaps.together === 0 ? [] : [`${rows(gaps.together)} at the same time as the row before`]),
    ...(arrivals !== undefined && gaps.isCoarse
      ? ['all times are whole seconds: gaps and windows below a second tell nothing']
      : []),
    ...driftNotes(description),
    ...tailNotes('prompt', promptTokens),
    ...tailNotes('output', outputTokens),
    ...(Math.abs(dependence.contextRatio - 1) < 0.05
      ? []
      : [
          `lengths depend on each other: a running decode holds ${dependence.contextRatio.toFixed(2)} times the context of independent lengths; name the file as traffic.trace beside arrivals to keep them together`,
        ]),
  ];
}

/** A stationary process cannot follow a rate that drifts, nor a plan the bursts within its phases. */
function driftNotes({ arrivals }: Omit<TrafficDescription, 'notes'>): string[] {
  if (arrivals === undefined) return [];
  const { fit, dispersion } = arrivals;
  const said =
    fit.arrivals.process === 'schedule'
      ? 'the fitted plan follows it, with Poisson arrivals within each of its phases'
      : 'no process without a clock follows that: replay the trace, or take a part of it';
  return [
    ...(hasDrift(dispersion)
      ? [`the rate drifts: neighbouring windows are far more alike than all are; ${said}`]
      : []),
    ...(fit.error > 0.25
      ? [`the fitted process misses the index of dispersion by ${percent(fit.error)}`]
      : []),
  ];
}

/** Below these indices a moment grows with the sample instead of settling. */
function tailNotes(name: string, { tail, max }: LengthDescription): string[] {
  const { index, secondMoment, thirdMoment } = tail;
  if (index < 2 || secondMoment > 0.5)
    return [
      `${name} tokens are heavy-tailed: the largest 0.1 % make ${percent(secondMoment)} of the second moment (Hill index ${index.toFixed(1)}), which in practice does not exist: waits rest on where the tail is cut, at ${count(max)} here`,
    ];
  if (index < 3 || thirdMoment > 0.5)
    return [
      `${name} tokens: the largest 0.1 % make ${percent(thirdMoment)} of the third moment (Hill index ${index.toFixed(1)}): it does not settle, nor do percentiles of waits that rest on it`,
    ];
  return [];
}
