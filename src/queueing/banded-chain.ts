/**
 * The stationary law of a finite Markov chain that never moves far in one step, by state reduction:
 * the highest state is taken out, its visits are spread over where it goes next, and so on down.
 * Nothing is subtracted, so no digit is lost. Exact up to steps that are left out as negligible.
 *
 * @see docs/model.md#banded-chain; W. K. Grassmann, M. I. Taksar, D. P. Heyman, Operations Research
 *   33 (1985), pp. 1107–1116.
 */
export interface BandedChain {
  readonly states: number;
  /** The furthest a step leads up and down. */
  readonly up: number;
  readonly down: number;
  /** P(i → j) at [i·(up + down + 1) + j − i + down]; rows need not add up to 1. */
  readonly steps: Float64Array;
}

export function emptyChain(states: number, up: number, down: number): BandedChain {
  return { states, up, down, steps: new Float64Array(states * (up + down + 1)) };
}

/** Adds to the probability of a step; one beyond the highest state stops there. */
export function addStep(chain: BandedChain, from: number, to: number, share: number): void {
  const { states, up, down, steps } = chain;
  const place = from * (up + down + 1) + Math.min(to, states - 1) - from + down;
  steps[place] = (steps[place] as number) + share;
}

/**
 * Adds steps whose length has a law, in units of so many states; those beyond the highest stop at
 * the state of their kind next to it.
 */
export function addSteps(
  { states, up, down, steps }: BandedChain,
  from: number,
  { first, unit, law, share }: Steps,
): void {
  const row = from * (up + down + 1) - from + down;
  const most = Math.floor((states - 1 - first) / unit);
  for (let a = 0; a < law.length; a++) {
    const place = row + first + unit * Math.min(a, most);
    steps[place] = (steps[place] as number) + share * (law[a] as number);
  }
}

export interface Steps {
  /** Where the shortest leads. */
  readonly first: number;
  readonly unit: number;
  readonly law: Float64Array;
  readonly share: number;
}

/** The law; the chain is used up. */
export function stationaryLaw(chain: BandedChain): Float64Array {
  const { states } = chain;
  const leaving = new Float64Array(states);
  for (let n = states - 1; n > 0; n--) leaving[n] = takeOut(chain, n);
  const law = new Float64Array(states);
  law[0] = 1;
  let total = 1;
  for (let n = 1; n < states; n++) {
    law[n] = entering(chain, law, n) / (leaving[n] as number);
    total += law[n] as number;
  }
  return law.map((mass) => mass / total);
}

/** Where row `from` begins, so that its step to j is at the place plus j. */
function rowOf({ up, down }: BandedChain, from: number): number {
  return from * (up + down + 1) - from + down;
}

/** Less likely steps make no difference, and most of a wide band is such steps. */
const NOTHING = 1e-14;

/** Spreads the visits of the highest state left over where it goes; P(it leaves). */
function takeOut(chain: BandedChain, n: number): number {
  const { up, down, steps } = chain;
  const row = rowOf(chain, n);
  let lowest = Math.max(0, n - down);
  let leaving = 0;
  for (let j = lowest; j < n; j++) leaving += steps[row + j] as number;
  while (lowest < n - 1 && (steps[row + lowest] as number) < NOTHING * leaving) lowest++;
  for (let i = Math.max(0, n - up); i < n; i++) {
    const into = rowOf(chain, i);
    const part = (steps[into + n] as number) / leaving;
    if (part < NOTHING) continue;
    for (let j = lowest; j < n; j++)
      steps[into + j] = (steps[into + j] as number) + part * (steps[row + j] as number);
  }
  return leaving;
}

/** The mass that enters a state from those below. */
function entering(chain: BandedChain, law: Float64Array, n: number): number {
  let mass = 0;
  for (let i = Math.max(0, n - chain.up); i < n; i++)
    mass += (law[i] as number) * (chain.steps[rowOf(chain, i) + n] as number);
  return mass;
}
