/** `iterationTime`: the time of one iteration given by its coefficients instead of by hardware. */
import * as z from 'zod';
import {
  alsoHolds,
  type Bound,
  type Fault,
  type QuantityFields,
  section,
  upToOneMinute,
} from './fields.ts';

const bound: Bound = upToOneMinute;
const TAKES_NO_TIME = 'a base > 0 s, or time per decode request, so that an iteration takes time';

export function iterationTimeSchema({ quantity }: QuantityFields) {
  const time = (description: string, example: string) =>
    quantity('time', description, bound, example);
  const orZero = (description: string, example: string) =>
    time(description, example).prefault('0 s');

  const linear = section({
    base: time('Of every iteration, whatever its batch.', '6 ms'),
    perPrefillToken: time('Per prompt token computed.', '25 us'),
    perAttentionPair: orZero(
      'Per query–key pair of the prompt: chunk × (context before it + chunk/2). Default 0.',
      '1 ns',
    ),
    perDecodeRequest: time('Per request that decodes one token.', '20 us'),
    perContextToken: orZero('Per token of context the decodes read. Default 0.', '40 ns'),
  })
    .check(alsoHolds((law) => takesTime([law], 'base')))
    .transform((law) => ({ kind: 'linear' as const, ...law }));

  const memory = section({
    base: time('Of every iteration: reading the weights.', '4.8 ms'),
    perContextToken: orZero('Per token of context the decodes read. Default 0.', '39 ns'),
    perPrefillToken: orZero('Per prompt token computed. Default 0.', '1 us'),
  }).meta({ description: 'Time to move bytes.' });
  const compute = section({
    perPrefillToken: time('Per prompt token computed.', '27 us'),
    perAttentionPair: orZero('Per query–key pair of the prompt. Default 0.', '1 ns'),
    perDecodeRequest: orZero('Per request that decodes one token. Default 0.', '27 us'),
    perContextToken: orZero('Per token of context the decodes read. Default 0.', '1 ns'),
  }).meta({ description: 'Time to multiply.' });
  const roofline = section({
    base: orZero('Of every iteration, on top of both. Default 0.', '1.2 ms'),
    memory,
    compute,
  })
    .check(alsoHolds((law) => takesTime([law, law.memory, law.compute], 'base')))
    .transform((law) => ({ kind: 'roofline' as const, ...law }));

  return z
    .union([linear, roofline], {
      error: 'a map: base and time per token, or base, memory and compute',
    })
    .meta({
      description:
        'Instead of model and hardware: linear, base + Σ coefficient × count, or roofline, base + max(memory, compute).',
    });
}

/** Refuses a law whose known parts are all zero: an engine of infinite speed. */
function takesTime(parts: readonly unknown[], at: string): readonly Fault[] {
  const times = parts.flatMap((part) =>
    typeof part === 'object' && part !== null
      ? Object.entries(part)
          .filter(([key]) => key === 'base' || key === 'perDecodeRequest')
          .map(([, value]: [string, unknown]) => value)
      : [undefined],
  );
  const known = times.every((value) => typeof value === 'number');
  return known && times.every((value) => value === 0)
    ? [{ path: [at], allowed: TAKES_NO_TIME }]
    : [];
}
