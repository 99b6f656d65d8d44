/**
 * A rate that swings between two states, under any policy: the mixture of the steady states of two
 * rates, and the work that piles up while the busy state asks for more than the engine carries.
 *
 * The two rates are those of the states as far as the engine follows them: where they change faster
 * than requests stay, and queues settle, it sees the mean. What piles up is a fluid with two states,
 * whose backlog is exponential; the slots that are free on average take in the beginning of it.
 *
 * Approximation.
 *
 * @see docs/model.md#bursts-by-stages; D. Anick, D. Mitra, M. M. Sondhi, Bell System Technical Journal
 *   61 (1982), pp. 1871–1894.
 */
import type { ModulatedArrivals } from '../../queueing/markov-arrivals.ts';
import { longestSteady, steadyWait } from '../schedule/near-limit.ts';
import type { Stage } from '../schedule/stages.ts';

export interface Carrier {
  /** λ_max. */
  readonly limit: number;
  /** Mean seconds for which a request decodes. */
  readonly stay: number;
  /** Whether slots run out at the limit. */
  readonly hasSlots: boolean;
}

/** Slices of an exponential law, each at its mean. */
const SLICES = [0.25, 0.5, 0.7, 0.85, 0.93, 0.97, 0.99, 0.997, 1];
const EXPONENTIAL = SLICES.map((end, i): readonly [number, number] => {
  const start = SLICES[i - 1] ?? 0;
  const excess = (p: number) => (p < 1 ? (1 - p) * (1 - Math.log(1 - p)) : 0);
  return [(excess(start) - excess(end)) / (end - start), end - start];
});

/** @param lag seconds that what is asked of the stages takes to follow the rate, beside queues. */
export function modulatedStages(
  arrivals: ModulatedArrivals,
  carrier: Carrier,
  lag: number,
): readonly Stage[] {
  const { rate, rates, shares, leaving } = arrivals;
  const { limit } = carrier;
  const load = rate / limit;
  const settles = 1 / (limit * (1 - load) ** 2);
  const relaxation = leaving[0] + leaving[1];
  const follows = 1 / Math.sqrt(1 + relaxation * (lag + settles));
  const backlog = fluid(arrivals, carrier);
  return [0, 1].map((state) => {
    const own = (rates[state] as number) / limit;
    const lasts = 1 / (leaving[state] as number);
    const most = longestSteady(limit, Math.max(lasts, lag));
    const followed = Math.min(Math.max(most, load), load + follows * (own - load));
    const waited = steadyWait(limit, followed);
    const part = backlog.share[state] as number;
    const late = EXPONENTIAL.map(
      ([x, share]) => [Math.hypot(x * backlog.mean, waited) - waited, share * part] as const,
    );
    return {
      load: Math.max(1e-3 * load, followed),
      share: ((shares[state] as number) * (rates[state] as number)) / rate,
      backlogs: part > 0 ? [[0, 1 - part] as const, ...late] : [[0, 1] as const],
    };
  });
}

/** Mean seconds of backlog where there is any, and the share of arrivals of each state that meet it. */
function fluid(
  { rates, leaving, shares }: ModulatedArrivals,
  { limit, stay, hasSlots }: Carrier,
): { readonly mean: number; readonly share: readonly [number, number] } {
  const busy = (rates[0] as number) > (rates[1] as number) ? 0 : 1;
  const quiet = (1 - busy) as 0 | 1;
  const up = (rates[busy] as number) / limit - 1;
  const down = 1 - (rates[quiet] as number) / limit;
  const decay = up > 0 ? leaving[busy] / up - leaving[quiet] / down : Infinity;
  if (!(decay > 0) || decay === Infinity) return { mean: 0, share: [0, 0] };
  const load = shares.reduce((sum, share, i) => sum + (share * (rates[i] as number)) / limit, 0);
  const beyond = hasSlots ? Math.exp(-decay * (1 - load) * stay) : 1;
  const later = ((shares[busy] as number) * up) / ((shares[quiet] as number) * down);
  const share = [beyond, beyond * Math.min(1, later)] as const;
  return { mean: 1 / decay, share: busy === 0 ? share : [share[1], share[0]] };
}
