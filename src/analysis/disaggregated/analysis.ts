/**
 * Disaggregated serving: prompts on a prefill pool, tokens after the first on a decode pool. Rates
 * are those of the whole deployment.
 *
 * @see docs/model.md#two-pools
 */
import { Histogram } from '../../numerics/histogram.ts';
import type { Composition } from '../../scenario/metrics.ts';
import type { Disaggregation } from '../../scenario/scenario.ts';
import { decodeTime, type Server } from '../engine/server.ts';
import type { Laws, PolicyAnalysis } from '../policy-analysis.ts';
import { prefillBatches } from './batches.ts';
import { meanIteration, type PoolLimits, poolLimits } from './capacity.ts';
import { type DecodePool, decodePool } from './decode-pool.ts';
import { type Generation, generation } from './generation.ts';
import { meanOf, type Points } from './points.ts';
import { type PrefillPool, prefillPools } from './prefill-pool.ts';
import { firstTokens } from './prefill-wait.ts';

export function disaggregatedAnalysis(
  server: Server,
  disaggregation: Disaggregation,
): PolicyAnalysis {
  const { prefillEngines, decodeEngines, transfer } = disaggregation;
  const batches = prefillBatches(server);
  const limits = poolLimits(server, batches, disaggregation);
  const decodes = rememberingLast((rate) => {
    if (server.workload.outputs.decodeMean === 0) return undefined;
    const pool = decodePool(server, rate, decodeEngines);
    return { pool, tokens: generation(server, pool, transfer) };
  });
  const mix = atCapacity(server, limits, disaggregation);
  const prefills = rememberingLast(prefillPools(batches, prefillEngines));
  const laws = rememberingLast((rate) => lawsAt(server, mix, prefills(rate), decodes(rate)));
  const gaps = (rate: number) => decodes(rate)?.tokens ?? NO_GAPS;
  return {
    limits: {
      ...limits,
      cycle: decodeTime(server, limits.slots),
      atCapacity: mix,
    },
    laws,
    gaps,
    means: (rate) => ({ ttft: prefills(rate).meanTtft, tbt: gaps(rate).meanGap }),
    warnings: [],
  };
}

interface Decoding {
  readonly pool: DecodePool;
  readonly tokens: Generation;
}
const NO_GAPS = { tbt: new Histogram(), meanGap: 0, tpot: new Histogram() };
/** Slices of the time to the first token and the wait in the gap after it. */
const STARTS = [
  ...Array.from({ length: 12 }, (_, i) => (i + 1) / 13),
  ...[0.945, 0.965, 0.978, 0.985, 0.99, 0.994, 0.997],
];

function lawsAt(
  server: Server,
  mix: Composition,
  prefill: PrefillPool,
  decode: Decoding | undefined,
): Laws {
  const { arrivalRate } = prefill;
  const { ttft, prefillWait } = firstTokens(server, prefill);
  const { pool, tokens } = decode ?? {};
  const iterations = tokens?.iterations ?? new Histogram();
  const perDecode = pool === undefined ? 1 : iterations.weight / pool.iterationRate;
  for (const [seconds, share] of prefill.batchTimes)
    iterations.add(seconds, share * prefill.batchRate * perDecode);
  const mean = meanIteration(
    server,
    arrivalRate,
    { rate: prefill.batchRate, seconds: meanOf(prefill.batchTimes) },
    { rate: pool?.iterationRate ?? 0, seconds: pool?.meanIteration ?? 0 },
  );
  return {
    ...{ prefillWait, ttft, iterations },
    ...(tokens ?? NO_GAPS),
    e2e: e2eLaw(ttft, tokens),
    batch: { mean, atCapacity: mix },
    held: { decodes: pool?.meanDecodes ?? 0, prefills: 0 },
  };
}

/** First token, the wait before the second, and the iterations of all others. */
function e2eLaw(ttft: Histogram, tokens: Generation | undefined): Histogram {
  if (tokens === undefined) return ttft;
  const law = new Histogram();
  const begun = secondIterations(ttft, tokens);
  for (const { decodes, weight, points } of tokens.sums) {
    if (decodes < 0.5) for (const [first, share] of ttft.bins()) law.add(first, weight * share);
    else addSums(law, begun, points, weight);
  }
  return law;
}

/** From the arrival to the start of the iteration that makes the second token. */
function secondIterations(ttft: Histogram, { firstWait }: Generation): Points {
  const starts = new Histogram();
  for (const [first, share] of ttft.points(STARTS))
    for (const [wait, part] of firstWait) starts.add(first + wait, share * part);
  return starts.points(STARTS);
}

function addSums(law: Histogram, left: Points, right: Points, weight: number): void {
  for (const [x, p] of left) for (const [y, q] of right) law.add(x + y, weight * p * q);
}

/** The mix of all iterations when one of the pools is at its limit. */
function atCapacity(
  server: Server,
  limits: PoolLimits,
  { decodeEngines }: Disaggregation,
): Composition {
  const { outputs } = server.workload;
  const { arrivalRate, fullBatch, fullTime, slots } = limits;
  const running = Math.min(
    slots,
    fieldOf(server, (arrivalRate * outputs.decodeMean) / decodeEngines, slots),
  );
  const rate = running > 0 ? (arrivalRate * outputs.decodeMean) / running : 0;
  return meanIteration(
    server,
    arrivalRate,
    { rate: arrivalRate / fullBatch, seconds: fullTime },
    { rate, seconds: decodeTime(server, running) },
  );
}

/** Decodes of an engine that makes so many tokens a second. */
function fieldOf(server: Server, tokens: number, most: number): number {
  let running = Math.min(most, 1);
  for (let step = 0; step < 200; step++) {
    const next = Math.min(most, tokens * decodeTime(server, Math.max(1, running)));
    if (Math.abs(next - running) < 1e-9 * running) break;
    running = next;
  }
  return running;
}

function rememberingLast<T>(of: (x: number) => T): (x: number) => T {
  let last: { readonly x: number; readonly value: T } | undefined;
  return (x) => {
    if (last?.x !== x) last = { x, value: of(x) };
    return last.value;
  };
}
