/** The answer of `solve` for people. */
import type { Feasible, Infeasible, LimitName, Solution } from '../scenario/metrics.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { classTable } from './parts/classes.ts';
import { duration, percent, rate } from './parts/format.ts';
import { heading } from './parts/heading.ts';
import { limitTable, limitText } from './parts/promises.ts';
import {
  batchTable,
  blocks,
  latencyTable,
  memoryLines,
  queueBars,
  warningLines,
} from './parts/sections.ts';
import { joined, type Paint, plain, type Row, table, wrapped } from './parts/text.ts';

/** A report of at most 100 columns, ending in a line break. */
export function solutionReport(
  scenario: Scenario,
  solution: Solution,
  paint: Paint = plain,
): string {
  return solution.kind === 'feasible'
    ? feasibleReport(scenario, solution, paint)
    : infeasibleReport(scenario, solution, paint);
}

function feasibleReport(scenario: Scenario, solution: Feasible, paint: Paint): string {
  return blocks(
    heading(scenario, paint, []),
    answerLines(scenario, solution, paint),
    limitTable(solution, scenario, paint),
    latencyTable(solution, scenario.sla, paint),
    classTable(scenario, solution, paint),
    queueBars(solution, paint),
    batchTable(solution, paint),
    memoryLines(solution),
    flagLines(solution),
    warningLines(solution.warnings, paint),
  );
}

function answerLines(scenario: Scenario, solution: Feasible, paint: Paint): string[] {
  const { arrivalRate, binding, engine, maxArrivalRate, utilization } = solution;
  const chunk = engine.chunkSize === null ? 'what the budget leaves' : `${engine.chunkSize}`;
  const bound = isPromised(binding)
    ? `${limitText(binding, scenario)}`
    : 'none promised; the rate is that of the stability limit';
  const room = percent(maxArrivalRate / arrivalRate - 1);
  const rows: Row[] = [
    ['Largest rate', { text: rate(arrivalRate), style: 'good' }],
    ['Binding limit', { text: bound, style: 'strong' }],
    [
      'Engine',
      `maxBatchSize ${engine.maxBatchSize}, tokenBudget ${engine.tokenBudget}, chunkSize ${chunk}`,
    ],
    [
      'Cliff',
      `${rate(maxArrivalRate)}, ${room} above: there the queue grows without end (load now ${percent(utilization)})`,
    ],
    ...replicasRow(scenario, solution),
  ];
  return table(rows, paint, { left: [0, 1], indent: 0 });
}

/** How many replicas the rate of the scenario itself needs. */
function replicasRow({ traffic }: Scenario, { replicasNeeded }: Feasible): Row[] {
  if (replicasNeeded === undefined || !('rate' in traffic.arrivals)) return [];
  const replicas = replicasNeeded === 1 ? '1 replica' : `${replicasNeeded} replicas`;
  return [['Needed', `${replicas} for the ${rate(traffic.arrivals.rate)} of the scenario`]];
}

function isPromised(binding: Feasible['binding']): binding is LimitName {
  return binding !== 'stability';
}

function flagLines({ flags }: Feasible): string[] {
  const rows = [
    ['vLLM', flags.vllm],
    ['SGLang', flags.sglang],
    ['TensorRT-LLM', flags.tensorrtLlm],
  ] as const;
  return [
    'Settings to paste',
    ...rows.flatMap(([engine, text]) => {
      const options = text.split(/ (?=--)/);
      return joined(
        [`  ${engine.padEnd(12)} ${options[0] ?? ''}`, ...options.slice(1)],
        ' ',
        15,
        ' \\',
      );
    }),
  ];
}

function infeasibleReport(scenario: Scenario, answer: Infeasible, paint: Paint): string {
  const { binding, limit, best, explanation, warnings } = answer;
  const verdict =
    binding === 'memory' || limit === undefined || best === undefined
      ? 'No rate can be served: the model does not fit into memory'
      : `No rate keeps the SLA: ${limitText(binding, scenario)} cannot be kept, the best attainable is ${duration(best)}`;
  return blocks(
    heading(scenario, paint, []),
    wrapped(verdict).map((line) => paint('bad', line)),
    binding === 'memory' ? wrapped(explanation) : [],
    warningLines(
      warnings.filter((warning) => warning !== explanation),
      paint,
    ),
  );
}
