/** The number format of a quantised checkpoint, as its config.json tells. */
import type { Architecture } from '../architecture.ts';
import { type ConfigReader, mapOf } from './config.ts';

type CheckpointFormat = NonNullable<Architecture['checkpointFormat']>;

const METHODS: ReadonlyMap<string, CheckpointFormat> = new Map([
  ['fp8', 'fp8'],
  ['fbgemm_fp8', 'fp8'],
  ['mxfp4', 'fp4'],
  ['nvfp4', 'fp4'],
]);

/** undefined: BF16, or a method whose weights are not narrower than that. */
export function checkpointFormat(config: ConfigReader): CheckpointFormat | undefined {
  const quantization = mapOf(config.field('quantization_config'));
  if (quantization === undefined) return undefined;
  const method = String(quantization.quant_method ?? '').toLowerCase();
  const algorithm = String(quantization.quant_algo ?? '').toLowerCase();
  return METHODS.get(method) ?? METHODS.get(algorithm) ?? formatOfBits(weightsOf(quantization));
}

interface Weights {
  readonly bits: unknown;
  readonly type: unknown;
}

/** GPTQ and AWQ write `bits`; compressed-tensors writes bits and type of each group of weights. */
function weightsOf(quantization: Readonly<Record<string, unknown>>): Weights {
  const groups = Object.values(mapOf(quantization.config_groups) ?? {});
  const weights = mapOf(mapOf(groups[0])?.weights);
  return {
    bits: quantization.bits ?? weights?.num_bits,
    type: weights?.type ?? 'int',
  };
}

function formatOfBits({ bits, type }: Weights): CheckpointFormat | undefined {
  if (bits === 8 && type === 'float') return 'fp8';
  if (bits === 4) return type === 'float' ? 'fp4' : 'int4';
  return undefined;
}
