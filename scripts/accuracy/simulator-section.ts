/** Section of the page: the simulator against other programs that simulated the same engines. */
import type { Simulation } from '../../src/scenario/simulation.ts';
import { runExperiments } from './experiment.ts';
import type { ExternalCase, ExternalSet } from './external.ts';
import type { Replay } from './replay.ts';
import { measuredFigures } from './simulated-sets.ts';
import { median, percent, quantile, table } from './spread.ts';

/** One figure of one case, by two programs. */
interface Difference {
  readonly kind: string;
  /** Relative difference, and the half width of its 95 % interval. */
  readonly difference: number;
  readonly halfWidth: number;
}

export interface Agreement {
  readonly name: string;
  readonly cases: number;
  readonly differences: readonly Difference[];
}

const REQUESTS = 200_000;
/** Bins of either program's histograms: no interval is narrower. */
const BIN = 1e-3;

export async function agreementWith({ name, cases }: ExternalSet): Promise<Agreement> {
  const answers = await runExperiments(
    cases.map(({ scenario, load }) => ({ scenario, requests: requestsAt(load) })),
  );
  const differences = cases.flatMap((one, place) =>
    differencesOf(one, answers[place] as Simulation),
  );
  return { name, cases: cases.length, differences };
}

function requestsAt(load: number): number {
  return load > 0.75 ? 4 * REQUESTS : REQUESTS;
}

function differencesOf(one: ExternalCase, answer: Simulation): readonly Difference[] {
  const own = measuredFigures(answer);
  return Object.entries(one.measured).flatMap(([figure, theirs]) => {
    const ours = own[figure];
    if (ours === undefined || !(theirs.value > 0) || ours.value === Infinity) return [];
    const halfWidth = Math.hypot(ours.halfWidth, theirs.halfWidth, BIN * theirs.value);
    return [
      {
        kind: kindOf(one),
        difference: ours.value / theirs.value - 1,
        halfWidth: halfWidth / theirs.value,
      },
    ];
  });
}

function kindOf({ scenario: { engine, traffic } }: ExternalCase): string {
  const policy = engine.wholeChunks === true ? 'chunked-prefill, whole chunks' : engine.policy;
  const memory = engine.kvCapacity === undefined ? '' : `, ${engine.preemption}`;
  const { process } = traffic.arrivals;
  return `${policy}${memory}${process === 'poisson' ? '' : `, ${process} arrivals`}`;
}

export function simulatorSection(
  agreements: readonly Agreement[],
  replays: readonly Replay[],
): string {
  if (agreements.length === 0) return '';
  return `## The simulator against others

The same engines by an independent program (files of cases named to this script). *Inside*: share of the figures
(means and percentiles of TTFT, TBT and E2E, t_qp) whose difference is within the half widths of both 95 %
intervals together; chance alone gives about 95 %, less where runs are short for their memory.

${agreements.map(agreementTable).join('\n\n')}

Request by request, with the arrivals, lengths, limits and step-time law of BLIS, a simulator of vLLM V1
(inference-sim f90a1e3), constants that it only reports added: requests whose time is the same to the microsecond.

${replayTable(replays)}
`;
}

function replayTable(replays: readonly Replay[]): string {
  const rows = replays.map((one) => [
    one.name,
    ...[one.requests, one.sameTtft, one.sameE2e, one.iterations, one.theirIterations].map(String),
  ]);
  return table(['run', 'requests', 'same TTFT', 'same E2E', 'iterations', 'of BLIS'], rows);
}

function agreementTable({ differences }: Agreement): string {
  const kinds = [...new Set(differences.map(({ kind }) => kind))].sort();
  const rows = [...kinds, 'all'].map((kind) => {
    const chosen = differences.filter((one) => kind === 'all' || one.kind === kind);
    const inside = chosen.filter(
      ({ difference, halfWidth }) => Math.abs(difference) <= halfWidth,
    ).length;
    const sizes = chosen.map(({ difference }) => Math.abs(difference));
    return [
      kind,
      String(chosen.length),
      `${Math.round((100 * inside) / chosen.length)} %`,
      percent(median(sizes)),
      percent(quantile(sizes, 0.9)),
      percent(median(chosen.map(({ halfWidth }) => halfWidth))),
    ];
  });
  return table(
    ['', 'figures', 'inside', 'median difference %', 'p90 %', 'median half width %'],
    rows,
  );
}
