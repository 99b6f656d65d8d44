/**
 * Cases that another program simulated, from a JSON file: engines of every policy, what it measured
 * for each, and the half widths of its 95 % intervals.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type {
  Arrivals,
  Engine,
  LinearTime,
  RooflineTime,
  Traffic,
} from '../../src/scenario/scenario.ts';
import type { Estimate } from '../../src/scenario/simulation.ts';
import { LATENCY_FIGURES } from '../../src/study/figures.ts';
import type { Case, CaseSet, PoissonQuestion, Question } from './case.ts';

export interface ExternalCase {
  readonly id: string;
  readonly load: number;
  readonly scenario: Question;
  readonly measured: { readonly [figure: string]: Estimate };
}

export interface ExternalSet {
  readonly name: string;
  readonly cases: readonly ExternalCase[];
}

/** Values by quantity and statistic; a quantity without statistics is a number. */
interface Values {
  readonly [quantity: string]: number | { readonly [statistic: string]: number };
}

interface RawCase {
  readonly id: string;
  readonly policyVariant: string;
  readonly load: number;
  readonly engine: RawEngine;
  readonly iterationTime: LinearTime | FlatRoofline;
  readonly promptTokens: Traffic['promptTokens'];
  readonly outputTokens: Traffic['outputTokens'];
  readonly arrivals: RawArrivals;
  readonly simulated: Values;
  readonly halfWidth: Values;
}

interface RawEngine {
  readonly maxBatchSize: number;
  readonly tokenBudget: number;
  readonly chunkSize?: number;
  readonly kvCapacity?: number;
  readonly kvMode?: 'reserve' | 'ondemand';
  readonly prefillReplicas?: number;
  readonly decodeReplicas?: number;
  readonly transfer?: { readonly base: number; readonly perToken: number };
}

interface RawArrivals {
  readonly process: 'poisson' | 'gamma' | 'hyperexponential' | 'mmpp2';
  readonly rate: number;
  readonly scv?: number;
  readonly rates?: readonly [number, number];
  /** Rates of leaving each state. */
  readonly switching?: readonly [number, number];
}

/** A roofline with its coefficients side by side, in seconds; an absent one is zero. */
interface FlatRoofline {
  readonly kind: 'roofline';
  readonly base?: number;
  readonly memoryBase?: number;
  readonly perContextToken?: number;
  readonly memoryPerPrefillToken?: number;
  readonly perPrefillToken?: number;
  readonly perAttentionPair?: number;
  readonly perDecodeRequest?: number;
  readonly computePerContextToken?: number;
}

export function readExternalSet(path: string): ExternalSet {
  return externalSet(path, JSON.parse(readFileSync(path, 'utf8')));
}

/** @param content of the file, a list of cases. */
export function externalSet(path: string, content: unknown): ExternalSet {
  const raw = content as readonly RawCase[];
  const cases = raw.map((one) => ({
    ...{ id: one.id, load: one.load, scenario: scenarioOf(one) },
    measured: measuredOf(one),
  }));
  return { name: basename(path).replace(/\.[^.]+$/, ''), cases };
}

/** Chunked prefill as it is by default, Poisson arrivals, no limit to the KV cache. */
export function isPlain({ scenario: { engine, traffic } }: ExternalCase): boolean {
  const isUsual = engine.policy === 'chunked-prefill' && engine.wholeChunks !== true;
  return isUsual && traffic.arrivals.process === 'poisson' && engine.kvCapacity === undefined;
}

export function plainCases({ name, cases }: ExternalSet): CaseSet {
  const covered = cases.filter(isPlain);
  return {
    name,
    cases: covered.map(
      ({ id, scenario, measured }): Case => ({
        id,
        scenario: scenario as PoissonQuestion,
        measured,
      }),
    ),
  };
}

const POLICY: { readonly [variant: string]: Engine['policy'] } = {
  ...{ A: 'prefill-first', B1: 'static', B2: 'decode-first' },
  ...{ C: 'chunked-prefill', C2: 'chunked-prefill', D: 'disaggregated' },
};

function scenarioOf(raw: RawCase): Question {
  const { promptTokens, outputTokens } = raw;
  return {
    ...{ iterationTime: timeOf(raw.iterationTime), engine: engineOf(raw), sla: {} },
    traffic: { arrivals: arrivalsOf(raw.arrivals), promptTokens, outputTokens },
  };
}

function engineOf({ policyVariant, engine }: RawCase): Engine {
  const { maxBatchSize, tokenBudget, chunkSize, kvCapacity, kvMode } = engine;
  const policy = POLICY[policyVariant] ?? 'chunked-prefill';
  return {
    ...{ policy, maxBatchSize, tokenBudget, gpuMemoryUtilization: 0.9 },
    ...(chunkSize === undefined ? {} : { chunkSize }),
    ...(policyVariant === 'C2' ? { wholeChunks: true } : {}),
    ...(kvCapacity === undefined
      ? {}
      : { kvCapacity, kvBlockSize: 1, preemption: kvMode === 'reserve' ? kvMode : 'recompute' }),
    ...(policy === 'disaggregated' ? { disaggregation: poolsOf(engine) } : {}),
  };
}

function poolsOf({ prefillReplicas = 1, decodeReplicas = 1, transfer }: RawEngine) {
  return {
    ...{ prefillEngines: prefillReplicas, decodeEngines: decodeReplicas },
    transfer: transfer ?? { base: 0, perToken: 0 },
  };
}

function arrivalsOf({ process, rate, scv = 1, rates, switching }: RawArrivals): Arrivals {
  if (process === 'poisson') return { process, rate };
  if (process !== 'mmpp2') return { process, rate, scv };
  const [first, second] = rates ?? [rate, rate];
  const [leaveFirst, leaveSecond] = switching ?? [1, 1];
  return {
    process: 'mmpp',
    states: [
      { rate: first, meanDuration: 1 / leaveFirst },
      { rate: second, meanDuration: 1 / leaveSecond },
    ],
  };
}

function timeOf(raw: RawCase['iterationTime']): LinearTime | RooflineTime {
  if (raw.kind === 'linear') return raw;
  return {
    ...{ kind: 'roofline', base: raw.base ?? 0 },
    memory: {
      base: raw.memoryBase ?? 0,
      perContextToken: raw.perContextToken ?? 0,
      perPrefillToken: raw.memoryPerPrefillToken ?? 0,
    },
    compute: {
      perPrefillToken: raw.perPrefillToken ?? 0,
      perAttentionPair: raw.perAttentionPair ?? 0,
      perDecodeRequest: raw.perDecodeRequest ?? 0,
      perContextToken: raw.computePerContextToken ?? 0,
    },
  };
}

const COMPARED = [
  ...LATENCY_FIGURES.map((figure) => [figure, ...figure.split('.')] as const),
  ['queues.prefillWait.mean', 'prefillWait', 'mean'],
  ['queues.prefillWait.p99', 'prefillWait', 'p99'],
] as const;

function measuredOf({ simulated, halfWidth }: RawCase): ExternalCase['measured'] {
  const found = COMPARED.flatMap(([figure, quantity = '', statistic = '']) => {
    const value = valueAt(simulated, quantity, statistic);
    const width = valueAt(halfWidth, quantity, statistic);
    if (value === undefined || width === undefined) return [];
    return [[figure, { value, halfWidth: width }] as const];
  });
  return Object.fromEntries(found);
}

function valueAt(values: Values, quantity: string, statistic: string): number | undefined {
  const found = values[quantity];
  return typeof found === 'object' ? found[statistic] : undefined;
}
