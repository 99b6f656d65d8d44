/**
 * Matrix multiplication: a launch, then computing and reading memory at once.
 *
 *   g(m, n, k) = τ + smoothMax_p( 2mnk / (η_c P),  (b_w nk + b_a mk + 2mn) / (η_m W) )
 */
import type { GemmCoefficients, Hardware } from '../../scenario/hardware.ts';
import type { NumberFormat } from '../../scenario/scenario.ts';
import { ACTIVATION_BYTES, computeFormat, WEIGHT_BYTES } from '../number-formats.ts';
import { smoothMax } from './smooth-max.ts';

/** Rates a GPU reaches when it multiplies by weights of one format. */
export interface MatrixRates {
  /** η_c P, FLOP/s. */
  readonly compute: number;
  /** η_m W, bytes/s. */
  readonly memory: number;
  /** τ, seconds. */
  readonly launch: number;
  /** p. */
  readonly sharpness: number;
  /** b_w, bytes per weight. */
  readonly weightBytes: number;
  /** b_a, bytes per activation read. */
  readonly activationBytes: number;
}

/** Results are written in BF16. */
const RESULT_BYTES = 2;

/** @see docs/model.md#matrix-multiplication */
export function matrixRates(hardware: Hardware, weights: NumberFormat): MatrixRates {
  const format = computeFormat(hardware, weights);
  const { gemm } = hardware.coefficients;
  return ratesOf(hardware, weights, gemm[format] ?? gemm.bf16);
}

/**
 * Rates of the grouped product of the experts: its own shares and launch, the corner of the
 * plain product.
 *
 * @see docs/model.md#experts
 */
export function expertRates(hardware: Hardware, weights: NumberFormat): MatrixRates {
  const format = computeFormat(hardware, weights);
  const { gemm, experts } = hardware.coefficients;
  const { sharpness } = gemm[format] ?? gemm.bf16;
  return ratesOf(hardware, weights, { ...(experts[format] ?? experts.bf16), sharpness });
}

function ratesOf(
  hardware: Hardware,
  weights: NumberFormat,
  reached: GemmCoefficients,
): MatrixRates {
  const { coefficients, peakFlops, memoryBandwidth } = hardware;
  const format = computeFormat(hardware, weights);
  const peak = peakFlops[format] ?? peakFlops.bf16;
  return {
    compute: reached.compute * coefficients.sustainedCompute * peak,
    memory: reached.memory * memoryBandwidth,
    launch: reached.launch,
    sharpness: reached.sharpness,
    weightBytes: WEIGHT_BYTES[weights],
    activationBytes: ACTIVATION_BYTES[format],
  };
}

/** Seconds of the product of a rows × inner matrix of activations with an inner × columns one of weights. */
export function matrixTime(
  rates: MatrixRates,
  { rows, columns, inner }: { rows: number; columns: number; inner: number },
): number {
  const bytes =
    rates.weightBytes * columns * inner +
    rates.activationBytes * rows * inner +
    RESULT_BYTES * rows * columns;
  const computing = (2 * rows * columns * inner) / rates.compute;
  return rates.launch + smoothMax(computing, bytes / rates.memory, rates.sharpness);
}
