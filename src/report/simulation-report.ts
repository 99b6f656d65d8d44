/** The answer of `simulate` for people. */
import type { Scenario } from '../scenario/scenario.ts';
import type { RequestCounts, Simulation } from '../scenario/simulation.ts';
import { arrivalWords } from './parts/arrivals.ts';
import { classPromises } from './parts/classes.ts';
import { digits, duration, percent, spread } from './parts/format.ts';
import { engineSettings, heading } from './parts/heading.ts';
import { promiseRow } from './parts/limits.ts';
import {
  measuredCache,
  measuredClasses,
  measuredClassJudge,
  measuredIteration,
  measuredJudge,
  measuredLatencies,
  measuredQueues,
  measuredThroughput,
} from './parts/measured.ts';
import { blocks, warningLines } from './parts/sections.ts';
import { type Cell, entries, type Paint, plain, wrapped } from './parts/text.ts';

/**
 * A report of at most 100 columns, ending in a line break.
 *
 * @param notes sentences of the caller, such as where something was written.
 */
export function simulationReport(
  scenario: Scenario,
  answer: Simulation,
  paint: Paint = plain,
  notes: readonly string[] = [],
): string {
  return blocks(
    heading(scenario, paint, engineSettings(scenario)),
    runLines(scenario, answer, paint),
    answer.requests.completed > 0 ? measuredLatencies(answer, scenario.sla, paint) : [],
    measuredClasses(scenario, answer, paint),
    measuredQueues(answer, paint),
    answer.run.iterations > 0 ? measuredIteration(answer, paint) : [],
    measuredCache(answer),
    warningLines(answer.warnings, paint),
    notes.flatMap((note) => wrapped(note, 2)),
  );
}

function runLines(scenario: Scenario, answer: Simulation, paint: Paint): string[] {
  const { requests, run } = answer;
  return entries(
    [
      ['Run', kindCell(answer)],
      ['Arrivals', arrivalWords(scenario.traffic.arrivals)],
      ['Requests', requestWords(answer)],
      ...lostRow(requests),
      ['Simulated', `${duration(run.seconds)} in ${whole(run.iterations)} iterations`],
      ['Throughput', measuredThroughput(answer)],
      ...promiseRow(scenario.sla, measuredJudge(answer)),
      ...classPromises(scenario, (place) => measuredClassJudge(answer, place)),
    ],
    paint,
  );
}

function kindCell({ kind, backlogGrowth }: Simulation): Cell {
  switch (kind) {
    case 'steady':
      return { text: 'steady', style: 'strong' };
    case 'unsettled':
      return { text: 'too short to reach a steady state', style: 'warning' };
    case 'overload':
      return {
        text: `OVERLOAD: the backlog grows by ${digits(backlogGrowth.value)} ${spread(backlogGrowth)} requests/s; TTFT and E2E grow without end`,
        style: 'bad',
      };
    default:
      return { text: 'a plan with an end, from the first request to the last', style: 'strong' };
  }
}

function requestWords({ requests, run }: Simulation): string {
  const dropped = requests.warmUp > 0 ? ` after a warm-up of ${whole(requests.warmUp)}` : '';
  const runs = run.replications === 1 ? 'one run' : `${run.replications} replications`;
  return `${whole(requests.arrived)} measured${dropped}, in ${runs} of seed ${run.seed}`;
}

/** Requests that were not served as they came, of each kind there were. */
function lostRow(requests: RequestCounts): (readonly [string, Cell])[] {
  const kinds = [
    [requests.neverFit, 'never fit into the KV cache'],
    [requests.turnedAway, 'turned away by a full queue'],
    [requests.gaveUp, 'gave up waiting'],
  ] as const;
  const lost = kinds
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${whole(count)} ${what} (${percent(count / requests.arrived)})`);
  const row = (name: string, text: string) => [name, { text, style: 'warning' }] as const;
  return [
    ...(lost.length === 0 ? [] : [row('Not served', lost.join(', '))]),
    ...(requests.preemptions === 0 ? [] : [row('Preemptions', whole(requests.preemptions))]),
  ];
}

function whole(count: number): string {
  return digits(count, 0);
}
