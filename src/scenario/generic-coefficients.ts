/**
 * What a GPU's kernels are taken to reach when nobody has measured them: one set for
 * all GPUs, central values of the measured ones (docs/model.md, "How long an iteration
 * takes"). Median error of an iteration on dense models: 5–10 %, on MoE models 13–17 %,
 * on consumer cards up to 29 %.
 */
import type { Coefficients } from './hardware.ts';

const MICROSECOND = 1e-6;
const experts = { compute: 0.35, memory: 0.9, launch: 40 * MICROSECOND };

/**
 * Coefficients of a GPU known only by its datasheet.
 *
 * Mixed batches are charged as by one fused kernel that pads the decodes, the dearer of
 * the two kinds. A pipeline hop reaches 0.8 of the link, as on a DGX H100 (358 of 450 GB/s).
 *
 * @param linkBandwidth bytes/s in one direction to the other GPUs of the node.
 */
export function genericCoefficients(linkBandwidth: number): Coefficients {
  return {
    gemm: {
      bf16: { compute: 0.75, memory: 0.82, launch: 4 * MICROSECOND, sharpness: 2.5 },
      fp8: { compute: 0.55, memory: 0.9, launch: 7.5 * MICROSECOND, sharpness: 1.3 },
      fp4: { compute: 0.47, memory: 0.86, launch: 8 * MICROSECOND, sharpness: 1.25 },
    },
    experts: { bf16: experts, fp8: experts, fp4: experts },
    prefillAttention: { compute: 0.55, launch: 10 * MICROSECOND },
    decodeAttention: { memory: 0.87, launch: 12 * MICROSECOND, paddingTokens: 64 },
    mixedAttention: { kind: 'fused', tileRows: 62, paddingTokens: 160, cacheReach: 7 },
    latentDecode: { memory: 0.87, launch: 12 * MICROSECOND },
    elementwise: { memory: 0.75, launch: 2.3 * MICROSECOND },
    allReduce: { latency: 4 * MICROSECOND, latencyPerDoubling: 0.6 * MICROSECOND, link: 0.58 },
    pipelineHop: { latency: 7.7 * MICROSECOND, bandwidth: 0.8 * linkBandwidth },
    host: { base: 300 * MICROSECOND, perRequest: 15 * MICROSECOND },
    sustainedCompute: 0.93,
  };
}
