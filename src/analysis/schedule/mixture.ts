/** Laws of several steady states as one, by the requests that meet each. */
import { Histogram } from '../../numerics/histogram.ts';
import type { Composition } from '../../scenario/metrics.ts';
import type { ClassLaws, GapLaws, Laws } from '../policy-analysis.ts';

export interface Part<T> {
  /** Share of all requests. */
  readonly share: number;
  /** Seconds that they wait before what their laws say, with shares of the part. */
  readonly backlogs: readonly (readonly [seconds: number, share: number])[];
  readonly laws: T;
}

export function mixedGaps(parts: readonly Part<GapLaws>[]): GapLaws {
  const inPlace = parts.map((part) => ({ ...part, backlogs: [[0, 1]] as const }));
  return {
    tbt: mixed(inPlace, ({ tbt }) => tbt),
    meanGap: parts.reduce((sum, { share, laws }) => sum + share * laws.meanGap, 0),
    tpot: mixed(inPlace, ({ tpot }) => tpot),
  };
}

/** @param decodeMean decode iterations of a request. */
export function mixedLaws(parts: readonly Part<Laws>[], decodeMean: number): Laws {
  const rounds = parts.map(({ share, laws }) => share * roundsOf(laws.batch.mean, decodeMean));
  const total = rounds.reduce((sum, x) => sum + x, 0);
  const byRound = parts.map((part, i) => ({
    ...part,
    share: (rounds[i] as number) / total,
    backlogs: [[0, 1]] as const,
  }));
  const inPlace = parts.map((part) => ({ ...part, backlogs: [[0, 1]] as const }));
  const { atCapacity } = (parts[0] as Part<Laws>).laws.batch;
  return {
    ...mixedGaps(parts),
    ...optional('chunkWait', inPlace),
    ...optional('generationWait', inPlace),
    prefillWait: mixed(parts, ({ prefillWait }) => prefillWait),
    ttft: mixed(parts, ({ ttft }) => ttft),
    e2e: mixed(parts, ({ e2e }) => e2e),
    ...mixedClasses(parts),
    preemptions: parts.reduce((sum, { share, laws }) => sum + share * (laws.preemptions ?? 0), 0),
    iterations: mixed(byRound, ({ iterations }) => iterations),
    batch: { mean: meanOf(byRound), atCapacity },
  };
}

/** Classes of requests, which are as many in every part; nothing where there are none. */
function mixedClasses(parts: readonly Part<Laws>[]): { readonly classes?: readonly ClassLaws[] } {
  const ofParts = parts.flatMap(({ laws: { classes }, ...part }) =>
    classes === undefined ? [] : [{ ...part, laws: classes }],
  );
  const [first] = ofParts;
  if (first === undefined) return {};
  const inPlace = ofParts.map((part) => ({ ...part, backlogs: [[0, 1]] as const }));
  return {
    classes: first.laws.map((_, place): ClassLaws => {
      const of = (key: keyof ClassLaws, all: readonly Part<readonly ClassLaws[]>[] = ofParts) =>
        mixed(all, (classes) => (classes[place] as ClassLaws)[key]);
      return {
        ...{ prefillWait: of('prefillWait'), ttft: of('ttft') },
        ...{ tpot: of('tpot', inPlace), e2e: of('e2e') },
      };
    }),
  };
}

/** Iterations for each request. */
function roundsOf({ decodes, prefillRequests }: Composition, decodeMean: number): number {
  return decodes > 0 && decodeMean > 0 ? decodeMean / decodes : 1 / Math.max(1e-9, prefillRequests);
}

function meanOf(parts: readonly Part<Laws>[]): Composition {
  const mean = (value: (one: Composition) => number) =>
    parts.reduce((sum, { share, laws }) => sum + share * value(laws.batch.mean), 0);
  return {
    prefillRequests: mean((one) => one.prefillRequests),
    chunkTokens: mean((one) => one.chunkTokens),
    decodes: mean((one) => one.decodes),
    contextTokens: mean((one) => one.contextTokens),
    iterationTime: mean((one) => one.iterationTime),
  };
}

function optional<K extends 'chunkWait' | 'generationWait'>(
  name: K,
  parts: readonly Part<Laws>[],
): { readonly [P in K]?: Histogram } {
  const known = parts.flatMap(({ laws, ...part }) => {
    const law = laws[name];
    return law === undefined ? [] : [{ ...part, laws: law }];
  });
  return known.length === 0
    ? {}
    : ({ [name]: mixed(known, (law) => law) } as { readonly [P in K]?: Histogram });
}

function mixed<T>(parts: readonly Part<T>[], lawOf: (laws: T) => Histogram): Histogram {
  const out = new Histogram();
  for (const { share, backlogs, laws } of parts) {
    const law = lawOf(laws);
    for (const [seconds, part] of backlogs)
      for (const [value, mass] of law.bins()) out.add(seconds + value, share * part * mass);
  }
  return out;
}
