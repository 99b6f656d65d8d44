/** Whether drafts are worth it: the same engine without them, at the same rate. */
import type { Prediction, SpeculationSummary } from '../../scenario/metrics.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { analyzeMeans } from '../predict-means.ts';
import { prepare } from '../prepare.ts';
import { workloadOf } from '../traffic/workload.ts';

/** The answer with what it would be without drafts, and a warning where that is better. */
export function besidePlain(scenario: Scenario, answer: Prediction, rate: number): Prediction {
  const { speculation: drafts, ...engine } = scenario.engine;
  const plain = prepare({ ...scenario, engine });
  const { maxArrivalRate, ttft, tbt, e2e } = analyzeMeans(plain, rate);
  const { outputs } = workloadOf(scenario.traffic, drafts);
  const { decodeMean, gapMean } = outputs;
  const speculation: SpeculationSummary = {
    tokensPerDecode: decodeMean > 0 ? gapMean / decodeMean : 1,
    without: { maxArrivalRate, ttft, tbt, e2e },
  };
  return { ...answer, speculation, warnings: [...answer.warnings, ...worse(answer, speculation)] };
}

/** Smaller differences are within the error of the formulas. */
const WORSE = 1.02;

function worse({ tbt, maxArrivalRate }: Prediction, { without }: SpeculationSummary): string[] {
  const slower = tbt.mean > WORSE * without.tbt;
  const fewer = maxArrivalRate * WORSE < without.maxArrivalRate;
  if (slower)
    return [
      `drafts make this engine slower at this load: a mean TBT of ${milliseconds(tbt.mean)} with them, ${milliseconds(without.tbt)} without; draft fewer tokens, or none`,
    ];
  if (fewer)
    return [
      `drafts cost capacity: stable up to ${maxArrivalRate.toPrecision(3)} /s with them, ${without.maxArrivalRate.toPrecision(3)} /s without; they pay at low load only`,
    ];
  return [];
}

function milliseconds(seconds: number): string {
  return `${(seconds * 1000).toPrecision(3)} ms`;
}
