/**
 * Arrivals that are not Poisson under policies whose formulas know Poisson arrivals.
 *
 * @see docs/model.md#bursts-by-stages
 */
import { Histogram } from '../../numerics/histogram.ts';
import type { Server } from '../engine/server.ts';
import type { PolicyAnalysis } from '../policy-analysis.ts';
import { mixedGaps, mixedLaws, type Part } from '../schedule/mixture.ts';
import { modulatedStages } from './by-stages.ts';

export function burstyAnalysis(steady: PolicyAnalysis, server: Server): PolicyAnalysis {
  const { limits } = steady;
  const { decodeMean, gapMean } = server.workload.outputs;
  const limit = limits.arrivalRate;
  const hasSlots = limits.bottleneck !== 'tokenBudget' && limits.bottleneck !== 'prefillEngines';
  const parts = <T>(rate: number, follows: boolean, of: (rate: number) => T): Part<T>[] => {
    const arrivals = server.arrivals(rate);
    if (arrivals?.kind !== 'modulated') {
      const felt = follows && arrivals !== undefined ? regularLoad(rate / limit, arrivals.scv) : 0;
      return [{ share: 1, backlogs: [[0, 1]], laws: of(felt > 0 ? felt * limit : rate) }];
    }
    const stay = gapMean * steady.means(rate).tbt;
    const stages = modulatedStages(arrivals, { limit, stay, hasSlots }, follows ? 0 : stay);
    return stages.flatMap(({ load, ...stage }) =>
      stage.share > 0 ? [{ ...stage, laws: of(load * limit) }] : [],
    );
  };
  return {
    ...steady,
    laws: (rate) => {
      const queues = mixedLaws(parts(rate, true, steady.laws), decodeMean);
      const { tbt, meanGap, tpot, e2e, ttft, batch, iterations } = mixedLaws(
        parts(rate, false, steady.laws),
        decodeMean,
      );
      const later = moved(e2e, queues.ttft.mean - ttft.mean);
      return { ...queues, tbt, meanGap, tpot, e2e: later, batch, iterations };
    },
    gaps: (rate) => mixedGaps(parts(rate, false, steady.gaps)),
    means: (rate) => {
      const all = parts(rate, true, steady.means);
      const late = (part: Part<unknown>) =>
        part.backlogs.reduce((sum, [seconds, share]) => sum + seconds * share, 0);
      return {
        ttft: all.reduce((sum, part) => sum + part.share * (late(part) + part.laws.ttft), 0),
        tbt: parts(rate, false, steady.means).reduce(
          (sum, { share, laws }) => sum + share * laws.tbt,
          0,
        ),
      };
    },
  };
}

/** The law some seconds later. */
function moved(law: Histogram, seconds: number): Histogram {
  const out = new Histogram();
  for (const [value, share] of law.bins()) out.add(Math.max(0, value + seconds), share);
  return out;
}

/** c² of the time between departures at the limit, about, where it is not known. */
const SERVICE_SCV = 0.5;
/** How much of what is waited for is a queue, at full load; fitted. */
const QUEUED = 0.4;

/**
 * The load at which Poisson arrivals queue as regular ones do: with (c_a² + c²)/(1 + c²) of the mean
 * queue ρ/(1 − ρ) (Kingman), as far as a queue is what is waited for.
 */
function regularLoad(load: number, scv: number): number {
  const queue = ((scv + SERVICE_SCV) / (1 + SERVICE_SCV)) * (load / (1 - load));
  return load - QUEUED * load * (load - queue / (1 + queue));
}
