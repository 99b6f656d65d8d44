/**
 * An engine with one slot: a request has it from its first chunk to its last token, so the engine
 * is a single server whose service is the whole request.
 *
 * M/G/1 under Poisson arrivals. The mean wait is exact (Pollaczek–Khinchine); the law of the wait of those that wait is
 * a gamma law with its exact mean and variance; both given the moments of the service, in which a
 * request decodes at its mean context.
 *
 * @see docs/model.md#one-slot; L. Kleinrock, Queueing Systems I (1975), pp. 190 and 201.
 */
import { Histogram } from '../../numerics/histogram.ts';
import { gammaPoints } from '../../numerics/special.ts';
import { swingOf } from '../../queueing/markov-arrivals.ts';
import type { Capacity } from '../chunked-prefill/capacity.ts';
import { addLoneIterations, capacityMix } from '../chunked-prefill/composition.ts';
import type { SlotTurns } from '../chunked-prefill/first-token.ts';
import type { Server } from '../engine/server.ts';
import type { ClassLaws, Laws } from '../policy-analysis.ts';
import { addPerToken } from '../traffic/time-per-token.ts';
import { soloKinds, soloService } from './service.ts';

const SLICES = [
  ...Array.from({ length: 18 }, (_, i) => (i + 1) / 20),
  ...[0.93, 0.95, 0.965, 0.975, 0.985, 0.992, 0.996, 0.999],
];

/** @param turns of the classes, where some are served before others. */
export function soloLaws(
  server: Server,
  limits: Capacity,
  arrivalRate: number,
  turns?: SlotTurns,
): Laws {
  const [prefillWait, ttft, tbt, tpot, e2e, iterations] = [0, 1, 2, 3, 4, 5].map(
    () => new Histogram(),
  ) as [Histogram, Histogram, Histogram, Histogram, Histogram, Histogram];
  const { classes, isMixed, outputs } = server.workload;
  const points = waitPoints(server, arrivalRate);
  const busy = 1 - (points[0] as readonly [number, number])[1];
  const waits = classes.map((_, place) =>
    (turns?.(busy, place) ?? IN_TURN).flatMap(([factor, turn]) =>
      points.map(([wait, share]) => [wait * factor, share * turn] as const),
    ),
  );
  const byClass = classes.map(({ weight }, place) =>
    ownLaws(waits[place] as Waits, weight, prefillWait),
  );
  for (const { place, weight, prefill, decodes, decoding } of soloKinds(server)) {
    const own = byClass[place] as ClassLaws;
    for (const into of [{ ttft, tpot, e2e }, own]) {
      for (const [wait, share] of waits[place] as Waits) {
        into.ttft.add(wait + prefill, weight * share);
        into.e2e.add(wait + prefill + decoding, weight * share);
      }
      if (decodes >= 0.5) addPerToken(into.tpot, outputs, decodes, decoding, weight);
    }
    if (decodes < 0.5) continue;
    tbt.add(decoding / decodes, (weight * decodes) / outputs.decodeMean);
    iterations.add(decoding / decodes, weight * decodes);
  }
  addLoneIterations(server, (seconds, share) => iterations.add(seconds, share * limits.chunks));
  const mix = capacityMix(server, limits);
  return {
    prefillWait,
    ttft,
    tbt,
    meanGap: tbt.mean,
    tpot,
    e2e,
    ...(isMixed ? { classes: byClass } : {}),
    iterations,
    batch: { mean: mix, atCapacity: mix },
  };
}

const IN_TURN = [[1, 1]] as const;
type Waits = readonly (readonly [number, number])[];

/** Empty laws but that of the wait, which is added to that of all. */
function ownLaws(waits: Waits, weight: number, all: Histogram): ClassLaws {
  const prefillWait = new Histogram();
  for (const [wait, share] of waits)
    for (const law of [prefillWait, all]) law.add(wait, weight * share);
  return { prefillWait, ttft: new Histogram(), tpot: new Histogram(), e2e: new Histogram() };
}

/**
 * Waits over those of Poisson arrivals, (c_a² + c²)/(1 + c²): Kingman's heavy-traffic formula, with
 * the dispersion of the arrivals for c_a².
 */
function burstFactor(server: Server, arrivalRate: number, serviceScv: number): number {
  const arrivals = server.arrivals(arrivalRate);
  if (arrivals === undefined) return 1;
  return (swingOf(arrivals).dispersion + serviceScv) / (1 + serviceScv);
}

/** The law of the wait: none with probability 1 − ρ. */
function waitPoints(server: Server, arrivalRate: number): (readonly [number, number])[] {
  const { mean, square, cube } = soloService(server);
  const busy = Math.min(1, arrivalRate * mean);
  const [rest, restSquare] = [square / (2 * mean), cube / (3 * mean)];
  const excess = restSquare / rest ** 2 - 2;
  const given = (rest / (1 - busy)) * burstFactor(server, arrivalRate, square / mean ** 2 - 1);
  const scv = Math.max(0.05, 1 + (1 - busy) * excess);
  const waiting = gammaPoints(Math.min(8, scv), SLICES);
  return [[0, 1 - busy], ...waiting.map(([x, share]) => [given * x, busy * share] as const)];
}
