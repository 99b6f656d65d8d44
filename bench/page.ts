/** docs/benchmarks.md. */
import type { CaseTimes, Quantiles } from './case-times.ts';
import type { Timing, Timings } from './library.ts';
import type { ProcessCost } from './process.ts';
import type { LongRun, SimulationCost } from './simulation.ts';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** Load averages of one minute before and after. */
  readonly load: readonly [number, number];
  readonly node: string;
  readonly commit: string;
  readonly version: string;
  readonly date: string;
}

export interface Results {
  readonly machine: Machine;
  readonly library: ReadonlyMap<string, Timings>;
  readonly processes: readonly ProcessCost[];
  readonly cases: readonly CaseTimes[];
  readonly simulation: readonly SimulationCost[];
  readonly long: LongRun;
}

export function benchmarksPage(results: Results): string {
  const { machine, library, processes, cases, simulation, long } = results;
  return `# Benchmarks

Written by \`npm run bench\`. **min / median**; the minimum is what the code needs, the median what the machine
gave.

${machineTable(machine)}

## Library

In one warm process; results are consumed and checked. Shapes: *light*, 8B on one H100 at load 0.1; *near
saturation*, own roofline with 128 slots at 0.95; *degenerate*, one slot, fixed lengths, one output token;
*very large*, 70B on eight H200s, up to 2048 requests a batch, prompts up to 131 072 tokens.

${libraryTable(library)}

Budgets: \`solve\` 30 ms with the settings fixed and 300 ms with them free.
${casesText(cases)}
${simulationText(simulation, long)}
## Whole process

\`docs/examples/chat-8b-h100.yaml\`, ten runs, interleaved; memory is the largest resident set. Budgets: \`slaq
predict\` 0.7 s and 150 MB.

${processTable(processes)}
`;
}

function machineTable({ cpu, cores, load, node, commit, version, date }: Machine): string {
  const [before, after] = load.map((average) => average.toFixed(1));
  return table(
    ['slaq', 'commit', 'date', 'Node', 'machine', 'load average before, after'],
    [[version, commit, date, node, `${cpu}, ${cores} cores`, `${before}, ${after}`]],
  );
}

function libraryTable(library: ReadonlyMap<string, Timings>): string {
  const [first] = library.values();
  const names = [...(first?.keys() ?? [])];
  const rows = names.map((name) => [
    name,
    ...[...library.values()].map((timings) => timingText(timings.get(name))),
  ]);
  return table(['', ...library.keys()], rows);
}

function casesText(cases: readonly CaseTimes[]): string {
  if (cases.length === 0) return '';
  const rows = cases.flatMap(({ name, scenarios, functions }) =>
    functions.map((one) => [
      ...[name, String(scenarios), one.name],
      ...[quantilesText(one.minimum), quantilesText(one.median)],
    ]),
  );
  const heads = ['set', 'scenarios', 'function', 'best of 15 calls', 'median of 15 calls'];
  return `
Over sets of scenarios (those of [accuracy.md](accuracy.md)), **median / 90th percentile / maximum** over scenarios;
budgets: the median over \`engine-grid\` of \`predict\` 2 ms and of \`predictMeans\` 0.1 ms; 5 ms for every kind of scenario:

${table(heads, rows)}
`;
}

function simulationText(costs: readonly SimulationCost[], long: LongRun): string {
  const rows = costs.map(({ name, requests, iterations, minimum, median }) => [
    ...[name, String(requests), String(iterations)],
    ...[timingText({ minimum, median }), timeText(minimum / iterations)],
  ]);
  const memory = (long.memory / 1e9).toFixed(2);
  return `## Simulation

CPU time of one run, from an empty engine until the last request has left. Budget: 0.2 s for the first, goal 0.05 s;
time per iteration must not grow with the decodes (third row, fourth row). Compiling is in the median, not in the minimum.

${table(['', 'requests', 'iterations', 'CPU time', 'per iteration'], rows)}

${long.requests.toLocaleString('en')} requests like the first in one process and thread: ${timeText(long.wall)}, largest resident set
${memory} GB (budget 1.5 GB).
`;
}

function processTable(processes: readonly ProcessCost[]): string {
  return table(
    ['', 'time', 'memory'],
    processes.map(({ command, timing, memory }) => [
      ...[command, timingText(timing), `${(memory / 1e6).toFixed(0)} MB`],
    ]),
  );
}

function timingText(timing: Timing | undefined): string {
  return timing === undefined ? '–' : `${timeText(timing.minimum)} / ${timeText(timing.median)}`;
}

function quantilesText({ p50, p90, max }: Quantiles): string {
  return [p50, p90, max].map(timeText).join(' / ');
}

/** Three digits in a unit that fits. */
function timeText(seconds: number): string {
  const units = [
    [1, 's'],
    [1e-3, 'ms'],
    [1e-6, 'µs'],
    [1e-9, 'ns'],
  ] as const;
  const [scale, unit] = units.find(([least]) => seconds >= least) ?? ([1e-9, 'ns'] as const);
  return `${Number((seconds / scale).toPrecision(3))} ${unit}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
