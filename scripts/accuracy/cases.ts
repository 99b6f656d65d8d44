/**
 * Simulated cases from a JSON file: scenarios of chunked prefill with Poisson arrivals and no KV
 * limit, what a simulation measured for each, and the half widths of its 95 % intervals.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Covered } from '../../src/analysis/check.ts';
import type { LinearTime, RooflineTime, Traffic } from '../../src/scenario/scenario.ts';

/** Values by quantity and statistic; a quantity without statistics is a number. */
export interface Figures {
  readonly [quantity: string]: number | { readonly [statistic: string]: number };
}

export interface Case {
  readonly id: string;
  readonly scenario: Covered & { readonly iterationTime: LinearTime | RooflineTime };
  readonly simulated: Figures;
  readonly halfWidth: Figures;
}

export interface CaseSet {
  /** Name of the file without its ending. */
  readonly name: string;
  readonly cases: readonly Case[];
}

interface RawCase {
  readonly id: string;
  readonly policyVariant?: string;
  readonly engine: {
    readonly maxBatchSize: number;
    readonly tokenBudget: number;
    readonly chunkSize?: number;
    readonly kvMode?: string;
  };
  readonly iterationTime: LinearTime | RooflineTime | FlatRoofline;
  readonly promptTokens: Traffic['promptTokens'];
  readonly outputTokens: Traffic['outputTokens'];
  readonly arrivals: { readonly process: string; readonly rate: number };
  readonly cachedPrefix?: Traffic['cachedPrefix'];
  readonly simulated: Figures;
  readonly halfWidth: Figures;
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

/** The cases of a file that slaq has formulas for. */
export function readCases(path: string): CaseSet {
  const raw = JSON.parse(readFileSync(path, 'utf8')) as readonly RawCase[];
  const cases = raw.filter(isAnswered).map((one) => ({
    id: one.id,
    scenario: scenarioOf(one),
    simulated: perIteration(one.simulated),
    halfWidth: one.halfWidth,
  }));
  return { name: basename(path).replace(/\.[^.]+$/, ''), cases };
}

function isAnswered({ policyVariant = 'C', arrivals, engine }: RawCase): boolean {
  return policyVariant === 'C' && arrivals.process === 'poisson' && engine.kvMode === undefined;
}

function scenarioOf(raw: RawCase): Case['scenario'] {
  const { maxBatchSize, tokenBudget, chunkSize } = raw.engine;
  const { promptTokens, outputTokens, cachedPrefix } = raw;
  return {
    iterationTime: timeModel(raw.iterationTime),
    engine: {
      policy: 'chunked-prefill',
      ...{ maxBatchSize, tokenBudget, gpuMemoryUtilization: 0.9 },
      ...(chunkSize === undefined ? {} : { chunkSize }),
    },
    traffic: {
      arrivals: { process: 'poisson', rate: raw.arrivals.rate },
      ...{ promptTokens, outputTokens },
      ...(cachedPrefix === undefined ? {} : { cachedPrefix }),
    },
    sla: {},
  };
}

function timeModel(raw: RawCase['iterationTime']): LinearTime | RooflineTime {
  if (raw.kind === 'linear' || 'memory' in raw) return raw;
  return {
    kind: 'roofline',
    base: raw.base ?? 0,
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

/**
 * Decodes per iteration over all iterations: programs that count those with decodes only are
 * brought to it by the rate of tokens, (E2E − TTFT)/TBT per request, and of iterations.
 */
function perIteration(simulated: Figures): Figures {
  const meanOf = (quantity: string) => statistic(simulated, quantity, 'mean') ?? Number.NaN;
  const { meanIterationTime, busy, throughput, meanChunkTokens } = simulated;
  if (typeof meanIterationTime !== 'number' || meanChunkTokens !== undefined) return simulated;
  const tokenRate = (Number(throughput) * (meanOf('e2e') - meanOf('ttft'))) / meanOf('tbt');
  return {
    ...simulated,
    iterationTime: { mean: meanIterationTime },
    meanDecodesPerIteration: (tokenRate * meanIterationTime) / Number(busy),
  };
}

/** One figure; undefined where it was not measured. */
export function statistic(figures: Figures, quantity: string, name: string): number | undefined {
  const found = figures[quantity];
  return typeof found === 'object' ? found[name] : found;
}
