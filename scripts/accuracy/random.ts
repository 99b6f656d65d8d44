/** The random set: configurations drawn over wide ranges, two loads each. */
import { type Random, randomStream } from '../../src/numerics/random.ts';
import type { LengthLaw, LinearTime, RooflineTime } from '../../src/scenario/scenario.ts';
import { atLoads, DESIGN_LOADS, type NamedQuestion, type Unloaded } from './design.ts';

const CONFIGURATIONS = 120;
const SEED = 20_261_124;

export function randomQuestions(): readonly NamedQuestion[] {
  const random = randomStream(SEED, 'accuracy');
  return Array.from({ length: CONFIGURATIONS }, (_, place) => {
    const configuration = draw(random, place);
    const first = Math.floor(random() * DESIGN_LOADS.length);
    const step = 1 + Math.floor(random() * (DESIGN_LOADS.length - 1));
    const second = (first + step) % DESIGN_LOADS.length;
    const loads = [first, second].sort((a, b) => a - b).map((index) => DESIGN_LOADS[index] ?? 0.5);
    return atLoads(configuration, `random-${place}`, loads);
  }).flat();
}

/** An engine with its lengths, without a load. */
export function draw(random: Random, place: number): Unloaded {
  const iterationTime = place % 2 === 0 ? line(random) : roofline(random);
  const lengths = {
    promptTokens: lengthLaw(random, 100, 4000, 32_768),
    outputTokens: lengthLaw(random, 20, 600, 8192),
  };
  const maxBatchSize = Math.round(between(random, 4, 256));
  const tokenBudget = Math.round(between(random, Math.max(256, 1.25 * maxBatchSize), 16_384));
  const chunkSize = Math.round(between(random, Math.min(64, tokenBudget / 4), tokenBudget));
  const engine = {
    ...({
      policy: 'chunked-prefill',
      gpuMemoryUtilization: 0.9,
      maxBatchSize,
      tokenBudget,
    } as const),
    ...(place % 3 === 2 ? { chunkSize } : {}),
  };
  return { iterationTime, engine, lengths };
}

/** Log-uniform. */
export function between(random: Random, low: number, high: number): number {
  return low * (high / low) ** random();
}

function line(random: Random): LinearTime {
  return {
    kind: 'linear',
    base: between(random, 3e-3, 40e-3),
    perPrefillToken: between(random, 10e-6, 200e-6),
    perAttentionPair: between(random, 0.1e-9, 3e-9),
    perDecodeRequest: between(random, 5e-6, 150e-6),
    perContextToken: between(random, 10e-9, 100e-9),
  };
}

function roofline(random: Random): RooflineTime {
  const { base, perPrefillToken, perContextToken, ...compute } = line(random);
  const share = 0.5 + 0.4 * random();
  const extra = random();
  return {
    kind: 'roofline',
    base: base * (1 - share),
    memory: {
      base: base * share,
      perContextToken,
      perPrefillToken: extra < 0.3 ? 0.1 * random() * perPrefillToken : 0,
    },
    compute: {
      perPrefillToken,
      perAttentionPair: compute.perAttentionPair,
      perDecodeRequest: compute.perDecodeRequest,
      perContextToken: extra > 0.7 ? 0.3 * random() * perContextToken : 0,
    },
  };
}

function lengthLaw(random: Random, low: number, high: number, max: number): LengthLaw {
  const mean = Math.round(between(random, low, high));
  const cv = Number(between(random, 0.3, 2).toPrecision(2));
  const kinds: readonly (() => LengthLaw)[] = [
    () => ({ distribution: 'lognormal', mean, cv, max }),
    () => ({ distribution: 'lognormal', mean, cv, max }),
    () => ({ distribution: 'gamma', mean, cv, max }),
    () => ({ distribution: 'gamma', mean, cv, max }),
    () => ({ distribution: 'exponential', mean, max }),
    () => ({ distribution: 'fixed', value: mean }),
    () => uniform(random, mean),
    () => modes(random, mean),
  ];
  const kind = kinds[Math.floor(random() * kinds.length)] as () => LengthLaw;
  return kind();
}

function uniform(random: Random, mean: number): LengthLaw {
  const half = Math.round(mean * (0.3 + 0.7 * random())) - 1;
  return { distribution: 'uniform', min: Math.max(1, mean - half), max: mean + half };
}

/** Two to five lengths. */
function modes(random: Random, mean: number): LengthLaw {
  const count = 2 + Math.floor(random() * 4);
  const raw = Array.from({ length: count }, () => between(random, 0.1, 4));
  const weights = Array.from({ length: count }, () => 0.1 + random());
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const found = raw.reduce((sum, value, i) => sum + (value * (weights[i] as number)) / total, 0);
  const values = raw.map((value) => Math.max(1, Math.round((value * mean) / found)));
  return { distribution: 'empirical', values, weights };
}
