/** `engine.disaggregation`: the pools of policy disaggregated, and what lies between them. */
import { DEFAULT_DISAGGREGATION } from '../defaults.ts';
import { count, type QuantityFields, section, upToOneMinute } from './fields.ts';

const MOST_ENGINES = 65_536;
const { prefillEngines, decodeEngines, transfer } = DEFAULT_DISAGGREGATION;

export function disaggregationSchema({ quantity }: QuantityFields) {
  const transferSchema = section({
    base: quantity('time', 'Per prompt, whatever its length.', upToOneMinute, '2 ms').prefault(
      `${transfer.base} s`,
    ),
    perToken: quantity('time', 'Per token of the prompt.', upToOneMinute, '1 us').prefault(
      `${transfer.perToken} s`,
    ),
  });
  return section({
    prefillEngines: count(
      'Engines that compute prompts, from one queue; each has the GPUs of `parallelism`.',
      1,
      MOST_ENGINES,
    ).default(prefillEngines),
    decodeEngines: count(
      'Engines that decode and take the prompts in turn; GPUs as above.',
      1,
      MOST_ENGINES,
    ).default(decodeEngines),
    transfer: transferSchema.prefault({}).meta({
      description: 'Time to send the KV cache of a prompt to its decode engine.',
    }),
  }).meta({ description: 'The pools of policy `disaggregated`, and only there.' });
}
