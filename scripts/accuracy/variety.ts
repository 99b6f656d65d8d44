/**
 * Scenarios of every kind that the formulas know beside plain chunked prefill: policies, orders of
 * chunks, arrivals, full KV caches. Drawn over wide ranges; loads are shares of the rate that a
 * saturated simulation completes, so no formula has a say in what is asked.
 */
import { type Random, randomStream } from '../../src/numerics/random.ts';
import type { Kind } from '../../src/scenario/kinds.ts';
import type {
  Arrivals,
  Deployment,
  Engine,
  LengthLaw,
  RequestClass,
  Traffic,
} from '../../src/scenario/scenario.ts';
import type { Question } from './case.ts';
import { runExperiments } from './experiment.ts';
import { between, draw } from './random.ts';

const SEED = 20_261_125;
const LOADS = [0.3, 0.5, 0.7, 0.8, 0.9, 0.95] as const;

/** A kind of scenario, how many engines are drawn of it, and how one becomes of that kind. */
interface Sort {
  readonly name: Kind;
  readonly configurations: number;
  readonly make: (drawn: Drawn, random: Random, place: number) => Made;
}

interface Drawn {
  readonly iterationTime: Question['iterationTime'];
  readonly engine: Engine;
  readonly lengths: Lengths;
}
type Lengths = Pick<Traffic, 'promptTokens' | 'outputTokens'>;
interface Made extends Drawn {
  readonly arrivals?: (rate: number) => Arrivals;
  readonly deployment?: Deployment;
  readonly classes?: readonly RequestClass[];
}

const SORTS: readonly Sort[] = [
  policyKind('prefill-first', 20),
  policyKind('decode-first', 12),
  policyKind('static', 12),
  { name: 'disaggregated', configurations: 20, make: disaggregated },
  { name: 'whole-chunks', configurations: 16, make: wholeChunks },
  ordersKind('round-robin'),
  ordersKind('shortest-remaining'),
  { name: 'renewal', configurations: 20, make: renewal },
  { name: 'mmpp', configurations: 20, make: mmpp },
  { name: 'kv-reserve', configurations: 12, make: fullCache('reserve') },
  { name: 'kv-recompute', configurations: 12, make: fullCache('recompute') },
  { name: 'routed', configurations: 16, make: routed },
  { name: 'speculation', configurations: 16, make: drafting },
  { name: 'schedule', configurations: 14, make: scheduled },
  { name: 'bursts', configurations: 16, make: burstsOfAny },
  { name: 'classes', configurations: 12, make: inClasses('alike') },
  { name: 'priorities', configurations: 16, make: inClasses('ranked') },
];

function policyKind(
  policy: 'prefill-first' | 'decode-first' | 'static',
  configurations: number,
): Sort {
  return {
    ...{ name: policy, configurations },
    make: ({ engine, ...rest }) => {
      const { chunkSize: _, ...settings } = engine;
      return { ...rest, engine: { ...settings, policy } };
    },
  };
}

function disaggregated({ engine, ...rest }: Drawn, random: Random): Made {
  const { chunkSize: _, ...settings } = engine;
  const disaggregation = {
    prefillEngines: 1 + Math.floor(4 * random()),
    decodeEngines: 1 + Math.floor(4 * random()),
    transfer: { base: between(random, 1e-3, 20e-3), perToken: between(random, 0.1e-6, 10e-6) },
  };
  return { ...rest, engine: { ...settings, policy: 'disaggregated', disaggregation } };
}

/** Chunks of which one at least fits beside all decodes. */
function wholeChunks({ engine, ...rest }: Drawn, random: Random): Made {
  const { maxBatchSize, tokenBudget } = engine;
  const chunkSize = Math.round(between(random, 64, Math.max(128, tokenBudget / 3)));
  const budget = Math.max(tokenBudget, maxBatchSize + 2 * chunkSize);
  return { ...rest, engine: { ...engine, tokenBudget: budget, chunkSize, wholeChunks: true } };
}

function ordersKind(chunkOrder: 'round-robin' | 'shortest-remaining'): Sort {
  return {
    ...{ name: chunkOrder, configurations: 12 },
    make: ({ engine, ...rest }, random, place) => {
      const chunkSize = Math.round(between(random, 64, Math.min(2048, engine.tokenBudget)));
      const { chunkSize: _, ...settings } = engine;
      const chunks = place % 2 === 0 ? { chunkSize } : {};
      return { ...rest, engine: { ...settings, ...chunks, chunkOrder } };
    },
  };
}

function renewal(drawn: Drawn, random: Random, place: number): Made {
  const processes = ['gamma', 'hyperexponential', 'weibull', 'gamma'] as const;
  const process = processes[place % processes.length] ?? 'gamma';
  const least = process === 'hyperexponential' ? 1.5 : 0.1;
  const scv = Number(between(random, least, 8).toPrecision(2));
  return { ...drawn, arrivals: (rate) => ({ process, rate, scv }) };
}

/** Bursts of twice to twelve times the rate between them, for a twentieth to half of the time. */
function mmpp(drawn: Drawn, random: Random): Made {
  const ratio = between(random, 2, 12);
  const share = between(random, 0.05, 0.5);
  const both = between(random, 2, 400);
  const low = 1 / (1 - share + share * ratio);
  return {
    ...drawn,
    arrivals: (rate) => ({
      process: 'mmpp',
      states: [
        { rate: rate * low * ratio, meanDuration: share * both },
        { rate: rate * low, meanDuration: (1 - share) * both },
      ],
    }),
  };
}

/** Two to sixteen replicas; in turn, every second time with bursts or pauses, or to the least loaded. */
function routed(drawn: Drawn, random: Random, place: number): Made {
  const replicas = Math.round(between(random, 2, 16));
  if (place % 2 === 1) return { ...drawn, deployment: { replicas, router: 'least-loaded' } };
  const scv = Number(between(random, 0.2, 8).toPrecision(2));
  const gaps = place % 4 === 2 ? gammaGaps(scv) : {};
  return { ...drawn, ...gaps, deployment: { replicas, router: 'round-robin' } };
}

function gammaGaps(scv: number): Pick<Made, 'arrivals'> {
  return { arrivals: (rate) => ({ process: 'gamma', rate, scv }) };
}

/** Two to five steps or ramps, again and again; at the peak 1.1 to 1.8 times the mean rate. */
function scheduled(drawn: Drawn, random: Random, place: number): Made {
  const raw = Array.from({ length: 2 + (place % 4) }, () => between(random, 0.2, 1));
  const mean = raw.reduce((sum, x) => sum + x, 0) / raw.length;
  const excess = (between(random, 1.1, 1.8) - 1) / (Math.max(...raw) / mean - 1);
  const steps = raw.map((x) => Math.max(0.05, 1 + excess * (x / mean - 1)));
  const whole = steps.reduce((sum, x) => sum + x, 0);
  const phases = (rate: number) =>
    steps.map((step, i) => ({
      ...{ duration: PLAN_REQUESTS / whole / rate, rate: rate * step },
      ...(place % 3 === 0 ? { endRate: rate * (steps[(i + 1) % steps.length] ?? step) } : {}),
    }));
  return {
    ...drawn,
    arrivals: (rate) => ({
      process: 'schedule',
      repeat: true,
      phases: phases((rate * steps.length) / whole),
    }),
  };
}
/** Of one round of a plan: a simulation sees several. */
const PLAN_REQUESTS = 20_000;

/** Bursts under prefill first, every second time, and a batch at a time. */
function burstsOfAny(drawn: Drawn, random: Random, place: number): Made {
  const policies = ['prefill-first', 'decode-first', 'prefill-first', 'static'] as const;
  const { chunkSize: _, ...engine } = drawn.engine;
  const made =
    place % 8 < 4 || place % 2 === 0 ? renewal(drawn, random, place >> 1) : mmpp(drawn, random);
  return { ...made, engine: { ...engine, policy: policies[place % policies.length] ?? 'static' } };
}

/** A cache of 5 to 120 requests of mean length; the longest needs a third of it at most. */
function fullCache(preemption: 'reserve' | 'recompute'): Sort['make'] {
  return ({ engine, lengths, ...rest }, random) => {
    const mean = meanOf(lengths.promptTokens) + meanOf(lengths.outputTokens);
    const kvCapacity = Math.round(mean * between(random, 5, 120));
    const most = Math.floor(kvCapacity / 6);
    const clamped = {
      promptTokens: clamp(lengths.promptTokens, most),
      outputTokens: clamp(lengths.outputTokens, most),
    };
    const tokenBudget = Math.max(engine.tokenBudget, 640);
    const { chunkSize: _, ...settings } = engine;
    const memory = { kvCapacity, preemption, maxBatchSize: 512, tokenBudget };
    return { ...rest, lengths: clamped, engine: { ...settings, ...memory } };
  };
}

/** One to ten drafts, of which a quarter to almost all are accepted; the budget holds those of all decodes. */
function drafting({ engine, iterationTime, lengths }: Drawn, random: Random): Made {
  const draftTokens = Math.round(between(random, 1, 10));
  const acceptance = Number((0.25 + 0.7 * random()).toFixed(2));
  const weights = iterationTime.kind === 'roofline' ? iterationTime.memory.base : 0;
  const base = iterationTime.base + weights;
  const draftTime = Number((base * between(random, 0.02, 0.4)).toPrecision(2));
  const decodes = engine.maxBatchSize * (1 + draftTokens);
  const tokenBudget = Math.max(engine.tokenBudget, Math.round(1.25 * decodes) + 256);
  const speculation = { draftTokens, acceptance, draftTime };
  return { iterationTime, lengths, engine: { ...engine, tokenBudget, speculation } };
}

/** Two or three classes, with lengths a fifth to three times those drawn. */
function inClasses(turns: 'alike' | 'ranked'): Sort['make'] {
  return ({ lengths, ...rest }, random, place) => {
    const count = 2 + (place % 2);
    const classes = Array.from({ length: count }, (_, index): RequestClass => {
      const law = (mean: number, most: number): LengthLaw => ({
        distribution: 'lognormal',
        mean: Math.round(Math.max(10, Math.min(most / 8, mean * between(random, 0.2, 3)))),
        cv: Number(between(random, 0.3, 1.5).toPrecision(2)),
        max: most,
      });
      return {
        name: `${index}`,
        share: Number(between(random, 0.2, 2).toPrecision(2)),
        priority: turns === 'alike' ? 0 : index,
        promptTokens: law(meanOf(lengths.promptTokens), 32_768),
        outputTokens: law(meanOf(lengths.outputTokens), 8192),
      };
    });
    return { ...rest, lengths, classes };
  };
}

function meanOf(law: LengthLaw): number {
  switch (law.distribution) {
    case 'fixed':
      return law.value;
    case 'uniform':
      return (law.min + law.max) / 2;
    case 'empirical': {
      const weights = law.weights ?? law.values.map(() => 1);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      return law.values.reduce((sum, value, i) => sum + (value * (weights[i] ?? 0)) / total, 0);
    }
    default:
      return law.mean;
  }
}

function clamp(law: LengthLaw, max: number): LengthLaw {
  if (law.distribution === 'fixed') return { ...law, value: Math.min(law.value, max) };
  if (law.distribution === 'uniform') return { ...law, max: Math.min(law.max, max) };
  return { ...law, max };
}

/** A question of a kind, and its load as a share of simulated saturation. */
export interface VarietyQuestion {
  readonly id: string;
  readonly kind: Kind;
  readonly scenario: Question;
  readonly load: number;
  /** Requests per second that a saturated simulation completes, of all replicas. */
  readonly saturated: number;
  /** Worth simulating. */
  readonly requests: number;
}

export async function varietyQuestions(): Promise<readonly VarietyQuestion[]> {
  const drawn = SORTS.flatMap(({ name, configurations, make }) => {
    const random = randomStream(SEED, name);
    return Array.from({ length: configurations }, (_, place) => {
      const made = make(draw(random, place), random, place);
      const first = Math.floor(random() * LOADS.length);
      const second = (first + 1 + Math.floor(random() * (LOADS.length - 1))) % LOADS.length;
      const loads = [first, second].sort((a, b) => a - b).map((index) => LOADS[index] ?? 0.5);
      return { id: `${name}-${place}`, kind: name, made, loads };
    });
  });
  const limits = await saturations(drawn.map(({ made }) => made));
  return drawn.flatMap(({ id, kind, made, loads }, place) => {
    const { rate, iteration } = limits[place] ?? { rate: 0, iteration: 0 };
    const saturated = rate * (made.deployment?.replicas ?? 1);
    return loads.map((load) => ({
      ...{ id: `${id}/${load}`, kind, load, requests: requestsFor(load, load * rate * iteration) },
      ...{ scenario: scenarioAt(made, load * saturated), saturated },
    }));
  });
}

/** More requests where they are alike for longer. */
const REQUESTS: readonly (readonly [upToLoad: number, requests: number])[] = [
  [0.5, 100_000],
  [0.7, 150_000],
  [0.8, 250_000],
  [0.9, 500_000],
  [1, 800_000],
];
const MOST_ITERATIONS = 12e6;

function requestsFor(load: number, requestsPerIteration: number): number {
  const wanted = REQUESTS.find(([upTo]) => load <= upTo)?.[1] ?? 100_000;
  return Math.ceil(Math.min(wanted, MOST_ITERATIONS * requestsPerIteration));
}

function scenarioAt(made: Made, rate: number): Question {
  const { iterationTime, engine, lengths, arrivals, deployment, classes } = made;
  const process = arrivals?.(rate) ?? ({ process: 'poisson', rate } as const);
  const replicas = deployment === undefined ? {} : { deployment };
  return {
    iterationTime,
    engine,
    sla: {},
    traffic: { arrivals: process, ...lengths, ...(classes === undefined ? {} : { classes }) },
    ...replicas,
  };
}

const SATURATED_REQUESTS = 40_000;

interface Saturated {
  /** Requests per second, and seconds of an iteration. */
  readonly rate: number;
  readonly iteration: number;
}

/** What single engines, or pairs of pools, do that always have twice as many requests as they have slots for. */
async function saturations(made: readonly Made[]): Promise<readonly Saturated[]> {
  const answers = await runExperiments(
    made.map(({ arrivals: _, deployment: __, ...one }) => {
      const clients = 2 * one.engine.maxBatchSize * engines(one.engine) + 50;
      const arrivals = () => ({ process: 'closed', clients }) as const;
      return { scenario: scenarioAt({ ...one, arrivals }, 1), requests: SATURATED_REQUESTS };
    }),
  );
  return answers.map(({ throughput, iterationTime }) => ({
    rate: throughput.requests.value,
    iteration: iterationTime.mean?.value ?? 0,
  }));
}

const engines = ({ disaggregation }: Engine) => disaggregation?.decodeEngines ?? 1;
