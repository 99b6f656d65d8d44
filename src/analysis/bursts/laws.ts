/**
 * The laws of everything under arrivals that are not Poisson, in the order of
 * chunked-prefill/steady-laws.ts.
 *
 * @see docs/model.md#bursts
 */
import { Histogram } from '../../numerics/histogram.ts';
import {
  type MarkovArrivals,
  type ModulatedArrivals,
  type RegularArrivals,
  swingOf,
} from '../../queueing/markov-arrivals.ts';
import type { ChunkedPrefill } from '../chunked-prefill/analysis.ts';
import { classLaws } from '../chunked-prefill/class-laws.ts';
import {
  clumpBehind,
  type Drift,
  e2eLaw,
  type GapSums,
  gapSums,
  tpotLaw,
} from '../chunked-prefill/completion.ts';
import { composition } from '../chunked-prefill/composition.ts';
import { arrivalStates } from '../chunked-prefill/first-token.ts';
import { together } from '../chunked-prefill/first-token-laws.ts';
import { type TokenGaps, tokenGaps } from '../chunked-prefill/generation-wait.ts';
import { type Occupancy, occupancy } from '../chunked-prefill/occupancy.ts';
import { iterationLaw } from '../chunked-prefill/steady-laws.ts';
import type { Server } from '../engine/server.ts';
import type { ClassLaws, Laws } from '../policy-analysis.ts';
import { modulatedBacklog, toldApart } from './backlog.ts';
import {
  type GroupLaws,
  modulatedFirstTokens,
  type PhaseGroup,
  slotWaitPoint,
} from './first-token.ts';
import { modulatedOccupancy, type StateOccupancy } from './occupancy.ts';

/** At λ requests per second to one engine, below its stability limit. */
export function burstyLaws(prepared: ChunkedPrefill, arrivals: MarkovArrivals): Laws {
  return arrivals.kind === 'regular'
    ? regularLaws(prepared, arrivals)
    : modulatedLaws(prepared, arrivals);
}

/** Gaps more regular than Poisson's: one group of arrivals, in all phases. */
function regularLaws(prepared: ChunkedPrefill, asked: RegularArrivals): Laws {
  const { server, work, limits } = prepared;
  const { rate } = asked;
  const arrivals = toldApart(server, asked, prepared.stateAt(rate).balance.decodes);
  const state = occupancy(server, work, limits, rate, {
    variability: swingOf(arrivals).dispersion,
    backlogAt: (g) => modulatedBacklog(server, work, arrivals, g)?.all,
  });
  const { idle, decodes } = arrivalStates(state);
  const group: PhaseGroup = {
    ...{ arriving: 1, phases: arrivals.shares.map((_, p) => p), decodes },
    ...{ blocked: state.blocked, idle: idle * (1 - state.blocked) },
    waits: [slotWaitPoint(server, limits, rate, state)],
  };
  const [first] = modulatedFirstTokens({ server, work, limits, arrivals }, state, [group]);
  const { chain } = first as GroupLaws;
  const gaps = tokenGaps(server, state, chain.all);
  const sums = gapSums(server, work, state, gaps, rate);
  const parts = [{ first: first as GroupLaws, gaps, sums, tokens: 1, iterations: 1 }];
  return assembled(prepared, rate, state, parts, gaps.mean);
}

/** What belongs to the arrivals, and to the iterations, of a group. */
interface Part {
  readonly first: GroupLaws;
  readonly gaps: TokenGaps;
  readonly sums: readonly GapSums[];
  /** Shares of all tokens and of all iterations. */
  readonly tokens: number;
  readonly iterations: number;
}

/** A rate that swings: arrivals of the two states apart. */
function modulatedLaws(prepared: ChunkedPrefill, arrivals: ModulatedArrivals): Laws {
  const { server, work, limits } = prepared;
  const { rate } = arrivals;
  const base = prepared.stateAt(rate);
  const field = modulatedBacklog(server, work, arrivals, base.balance.decodes);
  const { all, states } = modulatedOccupancy(prepared, arrivals, base, field);
  const group = (p: 0 | 1): PhaseGroup => {
    const { arriving, idle, decodes, occupancy: own, waiting } = states[p];
    const service = 1 / limits.arrivalRate;
    return {
      ...{ arriving, phases: [p], blocked: own.blocked, idle: idle * (1 - own.blocked), decodes },
      waits: waiting.map(([place, share]) => [place * service, share, 1 / place]),
    };
  };
  const firsts = modulatedFirstTokens({ server, work, limits, arrivals }, all, [
    group(0),
    group(1),
  ]);
  const gaps = states.map(({ occupancy: own }, p) => {
    const { chain } = firsts[p] as GroupLaws;
    return tokenGaps(server, own, chain.given[p] ?? chain.all);
  });
  const mean = states.reduce((sum, { tokens }, p) => sum + tokens * (gaps[p] as TokenGaps).mean, 0);
  const drifts = driftsOf(server, states, gaps, mean);
  const parts = states.map((state, p): Part => {
    const own = gaps[p] as TokenGaps;
    const sums = gapSums(server, work, state.occupancy, own, rate, drifts[p]);
    return { first: firsts[p] as GroupLaws, gaps: own, sums, ...state };
  });
  return assembled(prepared, rate, all, parts, mean);
}

/**
 * Mean and slow variance of the gaps of a request that arrives in a state: it begins with the gaps
 * of that state, and forgets it at the rate at which the states relax.
 */
function driftsOf(
  server: Server,
  states: readonly StateOccupancy[],
  gaps: readonly TokenGaps[],
  mean: number,
): Drift[] {
  const { groups, decodeMean } = server.workload.outputs;
  const start = states.map(({ meanGap }) => meanGap);
  const centre = states.reduce((sum, { arriving }, p) => sum + arriving * (start[p] as number), 0);
  const between = states.reduce(
    (sum, { tokens }, p) => sum + tokens * ((gaps[p] as TokenGaps).mean - mean) ** 2,
    0,
  );
  const within = states.reduce(
    (sum, { tokens }, p) => sum + tokens * (gaps[p] as TokenGaps).slowVariance,
    0,
  );
  const { relaxation } = states[0] as StateOccupancy;
  const kept = (x: number) => (x < 1e-6 ? 1 : (1 - Math.exp(-x)) / x);
  const drifts = states.map((_, p) => {
    const amount = (start[p] as number) - centre;
    return {
      mean: (k: number) => mean + amount * kept(relaxation * k * mean),
      variance: (k: number, psi: number) => {
        const x = relaxation * k * mean;
        const along = x < 1e-3 ? 1 : (2 * (x - 1 + Math.exp(-x))) / (x * x);
        return within * psi + between * Math.max(0, along - kept(x) ** 2);
      },
    };
  });
  const total = states.reduce(
    (sum, { arriving }, p) =>
      sum +
      arriving *
        groups.reduce(
          (s, { decodes: k, weight }) => s + weight * k * (drifts[p] as Drift).mean(k),
          0,
        ),
    0,
  );
  const factor = total > 0 ? (mean * decodeMean) / total : 1;
  return drifts.map((drift) => ({ ...drift, mean: (k) => factor * drift.mean(k) }));
}

function assembled(
  prepared: ChunkedPrefill,
  rate: number,
  state: Occupancy,
  parts: readonly Part[],
  meanGap: number,
): Laws {
  const { server, limits } = prepared;
  const [ttft, prefillWait, tbt, tpot, e2e, gaps] = Array.from(
    { length: 6 },
    () => new Histogram(),
  ) as [Histogram, Histogram, Histogram, Histogram, Histogram, Histogram];
  for (const { first, gaps: own, sums, tokens, iterations } of parts) {
    const { arriving } = first.group;
    const firsts = together(first.ttfts);
    ttft.addAll(firsts);
    prefillWait.addAll(first.prefillWait);
    mix(tbt, own.law, tokens);
    mix(gaps, own.iterations, iterations);
    mix(tpot, tpotLaw(sums, server.workload.outputs), arriving);
    mix(
      e2e,
      e2eLaw(sums, first.ttfts, server.workload.classes, () => clumpBehind(firsts.mean)),
      arriving,
    );
  }
  const classes = mixedClasses(server, parts, prefillWait);
  const chain = (parts[0] as Part).first.chain.all;
  const { law: iterations, speed } = iterationLaw(prepared, rate, state, gaps);
  return {
    ...{ prefillWait, ttft, tbt, meanGap, tpot, e2e, iterations },
    ...(classes.length > 0 ? { classes } : {}),
    batch: composition(server, limits, rate, chain, speed),
  };
}

/** Classes of requests over all parts; none where there are none. */
function mixedClasses(
  { workload }: Server,
  parts: readonly Part[],
  prefillWait: Histogram,
): readonly ClassLaws[] {
  const ofParts = parts.map(({ first, sums }) => classLaws(workload, first, sums).classes ?? []);
  return (ofParts[0] ?? []).map((_, place) => {
    const of = (key: 'ttft' | 'tpot' | 'e2e') => {
      const law = new Histogram();
      ofParts.forEach((classes, part) => {
        const own = (parts[part] as Part).first.group.arriving;
        mix(law, (classes[place] as ClassLaws)[key], own);
      });
      return law;
    };
    return { prefillWait, ttft: of('ttft'), tpot: of('tpot'), e2e: of('e2e') };
  });
}

/** Adds a law with a weight of its own. */
function mix(into: Histogram, law: Histogram, weight: number): void {
  if (law.weight > 0) into.addAll(law, weight / law.weight);
}
