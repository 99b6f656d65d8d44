/** `sla`: upper limits of latency, by metric and statistic. */
import * as z from 'zod';
import { METRICS, type Metric, STATISTICS } from '../scenario.ts';
import {
  alsoHolds,
  type Fault,
  type QuantityFields,
  section,
  type Unchecked,
  upToOneDay,
} from './fields.ts';

const MEANING: { readonly [M in Metric]: string } = {
  ttft: 'Time to first token: arrival at the server → first output token, network excluded.',
  tbt: 'Time between consecutive tokens of a request; percentiles are over gaps.',
  tpot: 'Time per output token: (E2E − TTFT)/(output tokens − 1), one number per request.',
  e2e: 'End to end: arrival at the server → last output token.',
};
const EXAMPLE: { readonly [M in Metric]: string } = {
  ttft: '2 s',
  tbt: '50 ms',
  tpot: '40 ms',
  e2e: '20 s',
};
const PERCENTILES = STATISTICS.filter((statistic) => statistic !== 'mean');

export function slaSchema({ quantity }: QuantityFields) {
  const limits = (metric: Metric) => {
    const limit = (what: string) =>
      z.exactOptional(quantity('time', `Upper limit of ${what}.`, upToOneDay, EXAMPLE[metric]));
    return section({
      mean: limit('the mean'),
      p50: limit('the median'),
      p90: limit('the 90th percentile'),
      p95: limit('the 95th percentile'),
      p99: limit('the 99th percentile'),
    })
      .check(alsoHolds(rising))
      .meta({ description: MEANING[metric] });
  };
  return section({
    ttft: z.exactOptional(limits('ttft')),
    tbt: z.exactOptional(limits('tbt')),
    tpot: z.exactOptional(limits('tpot')),
    e2e: z.exactOptional(limits('e2e')),
  }).meta({ description: `Promised upper limits of ${METRICS.join(', ')}; default: none.` });
}

/** A lower percentile cannot be promised later than a higher one. */
function rising(limits: Unchecked): readonly Fault[] {
  const given = PERCENTILES.filter((statistic) => typeof limits[statistic] === 'number');
  return given.slice(1).flatMap((higher, index) => {
    const lower = given[index] ?? higher;
    const [least, most] = [limits[lower] as number, limits[higher] as number];
    return least > most ? [{ path: [lower], allowed: `at most ${higher} = ${most} s` }] : [];
  });
}
