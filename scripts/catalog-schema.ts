/** The shape of models/hardware/*.yaml and models/llms/*.yaml: contract fields plus their origin. */
import * as z from 'zod';
import type { Coefficients } from '../src/scenario/hardware.ts';
import { architectureFields } from '../src/scenario/schema/architecture.ts';
import {
  numberUpTo,
  oneOf,
  type QuantityFields,
  section,
  word,
  zeroOrMore,
} from '../src/scenario/schema/fields.ts';
import { datasheetFields } from '../src/scenario/schema/hardware.ts';

const text = z.string().min(1).max(500);
const origin = {
  status: z.exactOptional(oneOf('Kind of evidence.', ['measured', 'datasheet', 'prior'])),
  source: z.exactOptional(text),
};
const share = numberUpTo('Share of a peak.', 0, 1);

/** A group of coefficients: its origin is checked and dropped, as the core has no use for it. */
function group<Shape extends z.ZodRawShape>(shape: Shape) {
  return section({ ...shape, ...origin }).transform((given) => {
    const { status: _, source: __, ...numbers } = given as Origin & typeof given;
    return numbers as Omit<typeof given, 'status' | 'source'>;
  });
}
interface Origin {
  readonly status?: string;
  readonly source?: string;
}

function coefficientsSchema({ quantity }: QuantityFields) {
  const time = quantity('time', 'Seconds.', zeroOrMore);
  const gemm = group({
    compute: share,
    memory: share,
    launch: time,
    sharpness: numberUpTo('p', 0, 100),
  });
  const experts = group({ compute: share, memory: share, launch: time });
  const perFormat = <T extends z.ZodType>(format: T) =>
    section({ bf16: format, fp8: z.exactOptional(format), fp4: z.exactOptional(format) });
  const tokens = numberUpTo('Tokens.', 0, 100_000);
  return section({
    gemm: perFormat(gemm),
    experts: perFormat(experts),
    prefillAttention: group({
      compute: share,
      launch: time,
      computeHead64: z.exactOptional(share),
    }),
    decodeAttention: group({ memory: share, launch: time, paddingTokens: tokens }),
    mixedAttention: z.union([
      group({ kind: z.literal('split') }),
      group({
        kind: z.literal('fused'),
        tileRows: tokens,
        paddingTokens: tokens,
        cacheReach: numberUpTo('Multiples of the L2 cache.', 0, 1000),
      }),
    ]),
    latentDecode: z.exactOptional(group({ memory: share, launch: time })),
    elementwise: group({ memory: share, launch: time }),
    allReduce: group({ latency: time, latencyPerDoubling: time, link: share }),
    pipelineHop: group({
      latency: time,
      bandwidth: quantity('bandwidth', 'Bytes per second.', zeroOrMore),
    }),
    host: group({ base: time, perRequest: time }),
    sustainedCompute: share,
  });
}

export function hardwareFileSchema(fields: QuantityFields) {
  const { peakFlops, ...datasheet } = datasheetFields(fields);
  const price = section({
    pricePerHour: fields.quantity('price', 'Per GPU and hour.', zeroOrMore),
    offer: text,
    date: z.exactOptional(z.string().regex(/^\d{4}(-\d{2}){0,2}$/)),
    source: text,
  });
  return section({
    name: word('Key.'),
    title: text,
    note: z.exactOptional(text),
    status: oneOf('Status of the coefficients.', ['measured', 'prior', 'generic']),
    source: text,
    peakFlops: group(peakFlops.shape),
    ...datasheet,
    prices: z.array(price).default([]),
    coefficients: coefficientsSchema(fields).transform((found): Coefficients => found),
  });
}

export const modelFileSchema = section({
  name: word('Key.'),
  note: z.exactOptional(text),
  status: oneOf('Kind of evidence.', ['measured', 'datasheet', 'prior']),
  source: text,
  ...architectureFields,
});
