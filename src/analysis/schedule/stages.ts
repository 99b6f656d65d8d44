/**
 * Loads of a plan that are answered one by one: pieces of nearly one load together.
 *
 * @see docs/model.md#schedules
 */
import type { Met } from './plan.ts';

export interface Stage {
  /** ρ of the steady state. */
  readonly load: number;
  /** Share of all requests. */
  readonly share: number;
  /** Seconds of backlog before them, with their share of the stage. */
  readonly backlogs: readonly (readonly [seconds: number, share: number])[];
}

/** Answers to one plan. */
const STAGES = 6;
/** Points of the backlog of a stage. */
const POINTS = 16;

export function stagesOf(met: readonly Met[]): readonly Stage[] {
  const asked = met.filter(({ share }) => share > 0).sort((a, b) => a.load - b.load);
  const groups = asked.map((one) => [one]);
  while (groups.length > STAGES || gapOf(groups, closest(groups)) < 1e-9) {
    const at = closest(groups);
    if (at < 0) break;
    groups.splice(at, 2, [...(groups[at] as Met[]), ...(groups[at + 1] as Met[])]);
  }
  return groups.map(stageOf);
}

/** The first of the two neighbours that lose least if they are one; −1 if there is but one. */
function closest(groups: readonly (readonly Met[])[]): number {
  let [best, least] = [-1, Infinity];
  for (let i = 0; i + 1 < groups.length; i++) {
    const loss = gapOf(groups, i);
    if (loss < least) [best, least] = [i, loss];
  }
  return best;
}

/** What a common load costs: the variance of 1/(1 − ρ) within, by requests. */
function gapOf(groups: readonly (readonly Met[])[], i: number): number {
  const [one, other] = [groups[i], groups[i + 1]];
  if (one === undefined || other === undefined) return Infinity;
  const [a, b] = [shareOf(one), shareOf(other)];
  const difference = 1 / (1 - loadOf(one)) - 1 / (1 - loadOf(other));
  return ((a * b) / (a + b)) * difference ** 2;
}

const shareOf = (group: readonly Met[]) => group.reduce((sum, { share }) => sum + share, 0);
const loadOf = (group: readonly Met[]) =>
  group.reduce((sum, { share, load }) => sum + share * load, 0) / shareOf(group);

function stageOf(group: readonly Met[]): Stage {
  const share = shareOf(group);
  const sorted = [...group].sort((a, b) => a.backlog - b.backlog);
  const size = Math.ceil(sorted.length / POINTS);
  const backlogs: (readonly [number, number])[] = [];
  for (let i = 0; i < sorted.length; i += size) {
    const some = sorted.slice(i, i + size);
    const part = shareOf(some);
    const mean = some.reduce((sum, one) => sum + one.share * one.backlog, 0) / part;
    const last = backlogs.at(-1);
    if (last !== undefined && last[0] === mean)
      backlogs[backlogs.length - 1] = [mean, last[1] + part / share];
    else backlogs.push([mean, part / share]);
  }
  return { load: loadOf(group), share, backlogs };
}
