/** What a number format costs in bytes, and in which format a GPU multiplies it. */
import type { CoefficientFormat, Hardware } from '../scenario/hardware.ts';
import type { NumberFormat } from '../scenario/scenario.ts';

/** b_w, bytes of one weight with its scales: NVFP4 and MXFP4 4.5 bits, INT4 about 4.24. */
export const WEIGHT_BYTES: { readonly [F in NumberFormat]: number } = {
  bf16: 2,
  fp8: 1,
  fp4: 0.5625,
  int4: 0.53,
};

/** b_a, bytes of one activation that enters a product computed in this format. */
export const ACTIVATION_BYTES: { readonly [F in CoefficientFormat]: number } = {
  bf16: 2,
  fp8: 1,
  fp4: 0.56,
};

/** b_kv, bytes of one number of the key–value cache with its scales. */
export const CACHE_BYTES: { readonly [F in NumberFormat]: number } = { ...WEIGHT_BYTES };

/**
 * The format products of these weights are computed in. Weights of a format without tensor
 * cores on this GPU, and INT4 everywhere, are unpacked and multiplied in BF16.
 *
 * @see docs/model.md#number-formats
 */
export function computeFormat(hardware: Hardware, weights: NumberFormat): CoefficientFormat {
  if (weights === 'int4') return 'bf16';
  return hardware.peakFlops[weights] === undefined ? 'bf16' : weights;
}
