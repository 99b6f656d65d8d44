/**
 * Round robin: prompts take the budget in turn, a chunk each, and who comes stands behind those that
 * wait, before the one just served. In means a linear recursion from visit to visit:
 *
 *   found at the first visit: Σ over those present of their next chunk; at each later one: what is
 *   left of those, and the first chunks of those that came meanwhile.
 *
 * Exact in the mean for M/G/1 with a fixed quantum but for the chunk in service; processor sharing
 * when chunks are small.
 *
 * @see docs/model.md#chunk-order; L. Kleinrock, Queueing Systems II (1976), pp. 166–170; S. F.
 *   Yashkov, Queueing Systems 2 (1987), pp. 1–17 (variance of processor sharing).
 */
import { partialSums, perToken, type TurnsAt } from './turns.ts';

/** Beyond so many visits the cycle no longer changes. */
const MOST_VISITS = 96;
const ITERATIONS = 60;
/** Steps between two leaps to where they lead. */
const LEAP = 6;

export const roundRobin: TurnsAt = (server, chain) => {
  const { prompts } = server.workload;
  const { budget } = chain;
  const rate = perToken(chain);
  const sums = partialSums(server, rate, budget);
  const load = Math.min(0.9995, rate * prompts.mean);
  const waiting = (rate * prompts.secondMoment) / (2 * (1 - load)) - sums.served(Infinity);
  const ring = ringOf(prompts.medium, budget, rate, sums.served(Infinity));
  const first = Math.min(1, ring.first / waiting);
  const busy = Math.max(0.01, load);
  const theta = waiting / busy;
  const scv = sharingScv(theta, busy);
  /** How far what comes between own chunks moves with the work found: as its variance asks. */
  const split = (share: number, later: number, length: number) => {
    if (length <= 0 || share <= 0) return { drift: 0, steady: 0, spread: 0 };
    const found = share * waiting;
    const square = busy * scv(length) * (1 + (2 * later) / found) - (1 - busy);
    const eta = Math.sqrt(Math.max(0, Math.min(1, square)));
    const spread = scv(length) * later ** 2;
    return { drift: eta * share, steady: (1 - eta) * share * theta, spread };
  };
  return (x) => {
    // Where chunks begin and end in an iteration is anybody's guess.
    const returns = Math.max(0, x / budget - 0.5);
    const { found, later } = ring.until(returns);
    return {
      keep: 1,
      first,
      ...split(found / waiting - first, later, returns * budget),
      growth: 1,
      passing: later,
      spreadPerToken: 0,
      returns,
      gaps: 1,
    };
  };
};

/**
 * Squared coefficient of variation of what others add to a prompt of x tokens under processor
 * sharing, 2/(1 − ρ)²·∫(x − u) P(V > u) du over (ρx/(1 − ρ))², with an exponential tail of V.
 */
const sharingScv = (theta: number, load: number) => (x: number) => {
  const area = theta * x - theta ** 2 * (1 - Math.exp(-x / theta));
  return (2 * Math.max(0, area)) / (load * x * x);
};

interface Lengths {
  readonly values: Float64Array;
  readonly weights: Float64Array;
}

/** Tokens of others ahead of one prompt: before its first chunk, and before the last of some more. */
interface Ring {
  readonly first: number;
  /** Of those that were found, and of those that came later. */
  readonly until: (returns: number) => { readonly found: number; readonly later: number };
}

/** The share of prompts that get to a visit, and the mean tokens of their chunk in it. */
interface Visits {
  readonly reach: Float64Array;
  readonly chunk: Float64Array;
}

function visitsOf({ values, weights }: Lengths, quantum: number): Visits {
  const longest = values[values.length - 1] as number;
  const visits = Math.min(MOST_VISITS, Math.max(1, Math.ceil(longest / quantum - 1e-9)));
  const [reach, chunk] = [new Float64Array(visits), new Float64Array(visits)];
  for (let s = 0; s < visits; s++)
    for (let i = 0; i < values.length; i++) {
      const left = (values[i] as number) - s * quantum;
      if (left <= 1e-9) continue;
      const share = weights[i] as number;
      reach[s] = (reach[s] as number) + share;
      chunk[s] = (chunk[s] as number) + share * (s === visits - 1 ? left : Math.min(quantum, left));
    }
  return { reach, chunk: chunk.map((tokens, s) => tokens / Math.max(1e-12, reach[s] as number)) };
}

/**
 * The mean prompts that wait for each of their visits: by Little's law the rate of those that get so
 * far times the wait. Solved by iteration; as the equations are linear and positive, steps soon shrink
 * by one factor, and the sum of all further ones is added now and then.
 */
function ringOf(lengths: Lengths, quantum: number, rate: number, served: number): Ring {
  const visits = visitsOf(lengths, quantum);
  let waiting = new Float64Array(visits.reach.length);
  let cycles = cyclesFrom(waiting, visits, rate, served);
  let last = Infinity;
  for (let step = 0; step < ITERATIONS; step++) {
    const { found, later } = cycles;
    const next = waiting.map((_, s) => {
      const wait = (found[s] as number) + (later[s] as number) + (s === 0 ? served : 0);
      return rate * (visits.reach[s] as number) * wait;
    });
    const steps = next.map((n, s) => n - (waiting[s] as number));
    const change = steps.reduce((sum, d) => sum + Math.abs(d), 0);
    const factor = Math.min(0.999, change / last);
    const further = step % LEAP === LEAP - 1 ? factor / (1 - factor) : 0;
    waiting = next.map((n, s) => n + further * (steps[s] as number));
    last = change;
    cycles = cyclesFrom(waiting, visits, rate, served);
    if (change < 1e-5) break;
  }
  const { found, later } = cycles;
  const first = found[0] as number;
  return {
    first,
    until: (returns) => ({ found: first + upTo(found, returns), later: upTo(later, returns) }),
  };
}

/** Sum over so many visits after the first, the last one in part; further ones are like the last. */
function upTo(tokens: Float64Array, returns: number): number {
  const last = tokens.length - 1;
  const whole = Math.floor(returns);
  let sum = 0;
  for (let s = 1; s <= Math.min(last, whole); s++) sum += tokens[s] as number;
  const beyond = last > 0 ? (tokens[last] as number) : 0;
  const part = (returns - whole) * (tokens[Math.min(last, whole + 1)] as number);
  return sum + Math.max(0, whole - last) * beyond + (last > 0 ? part : 0);
}

/** Tokens of others before each chunk of one prompt: of those it found, and of later ones. */
function cyclesFrom(
  waiting: Float64Array,
  { reach, chunk }: Visits,
  rate: number,
  served: number,
): { readonly found: Float64Array; readonly later: Float64Array } {
  const visits = reach.length;
  const [found, later] = [new Float64Array(visits), new Float64Array(visits)];
  const tokensOf = (of: Float64Array) =>
    of.reduce((sum, n, s) => sum + n * (chunk[s] as number), 0);
  // One that is in service comes back behind the newcomer.
  let old = waiting.map((n, s) => n + rate * (reach[s] as number) * (chunk[s] as number));
  let young = new Float64Array(visits);
  for (let visit = 0; visit < visits; visit++) {
    found[visit] = tokensOf(visit === 0 ? waiting : old);
    later[visit] = tokensOf(young);
    const others = (found[visit] as number) + (later[visit] as number);
    old = advanced(old, reach);
    young = advanced(young, reach);
    young[0] = rate * (others + (chunk[visit] as number) + (visit === 0 ? served : 0));
  }
  return { found, later };
}

/** After their visit: those with more to compute, one visit further. */
function advanced(of: Float64Array, reach: Float64Array): Float64Array<ArrayBuffer> {
  const next = new Float64Array(of.length);
  for (let s = 0; s + 1 < of.length; s++)
    next[s + 1] =
      ((of[s] as number) * (reach[s + 1] as number)) / Math.max(1e-12, reach[s] as number);
  return next;
}
