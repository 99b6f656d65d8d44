/** The answer of `predict` for people. */
import type { Prediction } from '../scenario/metrics.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { classJudge, classPromises, classTable } from './parts/classes.ts';
import { countOf, digits, durations, percent, rate } from './parts/format.ts';
import { engineSettings, heading } from './parts/heading.ts';
import { promiseRow } from './parts/limits.ts';
import {
  batchTable,
  blocks,
  judgeOf,
  latencyTable,
  memoryLines,
  queueBars,
  warningLines,
} from './parts/sections.ts';
import { type Paint, plain, type Row, table } from './parts/text.ts';

const RUNS_OUT: { readonly [B in Prediction['bottleneck']]: string } = {
  slots: 'there the batch is full (maxBatchSize)',
  kvCache: 'there the KV cache is full',
  tokenBudget: 'there every iteration is full (tokenBudget)',
  prefillEngines: 'there the prefill engines always work',
  decodeEngines: 'there the batches of the decode engines are full (maxBatchSize)',
  memory: 'the model does not fit into memory',
};

/** A report of at most 100 columns, ending in a line break. */
export function predictionReport(
  scenario: Scenario,
  answer: Prediction,
  paint: Paint = plain,
): string {
  const fits = answer.maxArrivalRate > 0;
  return blocks(
    heading(scenario, paint, engineSettings(scenario)),
    fits ? loadLines(scenario, answer, paint) : [paint('bad', 'The model does not fit.')],
    fits ? latencyTable(answer, scenario.sla, paint) : [],
    fits ? classTable(scenario, answer, paint) : [],
    queueBars(answer, paint),
    fits ? batchTable(answer, paint) : [],
    memoryLines(answer),
    warningLines(answer.warnings, paint),
  );
}

/** What drafts do, beside the same engine without them. */
function draftsRow({ speculation, tbt }: Prediction): Row[] {
  if (speculation === undefined) return [];
  const { tokensPerDecode, without } = speculation;
  const [now, plain] = durations([tbt.mean, without.tbt]);
  const tokens = `${digits(tokensPerDecode)} tokens an iteration, mean TBT ${now}`;
  return [['Drafts', `${tokens}; without ${plain}, stable up to ${rate(without.maxArrivalRate)}`]];
}

function within({ errorBand }: Prediction): string {
  const { maxArrivalRate: band } = errorBand;
  return band > 0 ? ` (± ${percent(band)})` : '';
}

function loadLines(scenario: Scenario, answer: Prediction, paint: Paint): string[] {
  const { maxArrivalRate, utilization, bottleneck, throughput } = answer;
  const { arrivals } = scenario.traffic;
  const offered = 'rate' in arrivals ? arrivals.rate : utilization * maxArrivalRate;
  const load = `${rate(offered)}, ${percent(utilization)} of the stability limit`;
  const overload = `${load}: overloaded, the queue grows without end`;
  const tokens = `${countOf(throughput.promptTokens)} prompt + ${countOf(throughput.outputTokens)} output tokens/s`;
  return table(
    [
      ['Load', answer.stable ? { text: load, style: 'strong' } : { text: overload, style: 'bad' }],
      ['Stable up to', `${rate(maxArrivalRate)}${within(answer)}; ${RUNS_OUT[bottleneck]}`],
      ['Throughput', tokens],
      ...draftsRow(answer),
      ...promiseRow(scenario.sla, judgeOf(answer)),
      ...classPromises(scenario, (place) => classJudge(answer, place)),
    ],
    paint,
    { left: [0, 1], indent: 0 },
  );
}
