/**
 * Arrivals that follow a plan, slowly: each stage of it has the steady state of its rate, and a request
 * meets the stage in which it comes. Where a stage asks for more than the engine carries, what piles
 * up is waited for as well.
 *
 * Approximation, for phases that are long against the time of a request.
 *
 * @see docs/model.md#schedules; L. Green, P. Kolesar, Management Science 37 (1991), pp. 84–97.
 */
import type { ScheduledArrivals } from '../../scenario/traffic.ts';
import type { PolicyAnalysis } from '../policy-analysis.ts';
import { mixedGaps, mixedLaws, type Part } from './mixture.ts';
import { metBy, piecesOf } from './plan.ts';
import { type Stage, stagesOf } from './stages.ts';

/** Phases shorter than so many mean requests leave no time for a steady state. */
const LONG = 20;

export function scheduledAnalysis(
  steady: PolicyAnalysis,
  plan: ScheduledArrivals,
  decodeMean: number,
): PolicyAnalysis {
  const pieces = piecesOf(plan);
  const limit = steady.limits.arrivalRate;
  const stagesAt = (rate: number) =>
    stagesOf(metBy(pieces, plan.repeat === true, rate / limit, limit));
  const parts = <T>(rate: number, of: (rate: number) => T): (Part<T> & { stage: Stage })[] =>
    stagesAt(rate).map((stage) => ({ ...stage, stage, laws: of(stage.load * limit) }));
  const mean = <T>(all: readonly Part<T>[], value: (part: Part<T>) => number) =>
    all.reduce((sum, part) => sum + part.share * value(part), 0);
  const shortest = Math.min(...plan.phases.map(({ duration }) => duration));
  return {
    ...steady,
    laws: (rate) => {
      const all = parts(rate, steady.laws);
      const laws = mixedLaws(all, decodeMean);
      const peak = all.at(-1) as (typeof all)[number];
      const seconds = laws.e2e.mean;
      return {
        ...laws,
        warnings: [
          peakWarning(pieces, rate / limit, peak),
          ...(shortest < LONG * seconds
            ? [
                `the shortest phase of the plan lasts ${shortest.toPrecision(3)} s, a request ${seconds.toPrecision(2)} s on average: each phase is answered as if it lasted (slaq simulate follows the plan)`,
              ]
            : []),
        ],
      };
    },
    gaps: (rate) => mixedGaps(parts(rate, steady.gaps)),
    means: (rate) => {
      const all = parts(rate, steady.means);
      const backlog = mean(all, ({ backlogs }) =>
        backlogs.reduce((sum, [seconds, share]) => sum + seconds * share, 0),
      );
      return {
        ttft: backlog + mean(all, ({ laws }) => laws.ttft),
        tbt: mean(all, ({ laws }) => laws.tbt),
      };
    },
  };
}

function peakWarning(
  pieces: ReturnType<typeof piecesOf>,
  load: number,
  {
    stage,
    laws,
  }: { readonly stage: Stage; readonly laws: { readonly ttft: { readonly mean: number } } },
): string {
  const most = Math.max(...pieces.map(({ rate }) => rate));
  const percent = `${(100 * most * load).toPrecision(3)} %`;
  const times = `${most.toPrecision(3)} times the mean rate`;
  const longest = Math.max(...stage.backlogs.map(([seconds]) => seconds));
  return longest > 0
    ? `overload for a part of the plan: its peak, ${times}, is ${percent} of the stability limit; the backlog then takes up to ${longest.toPrecision(2)} s to work off, which the latencies contain`
    : `the figures are of all requests of the plan; at its peak, ${times}, the load is ${percent} and the mean TTFT ${(1000 * laws.ttft.mean).toPrecision(3)} ms`;
}
