/** What to change so that a model fits: more GPUs, narrower weights, or a larger GPU. */
import type { NumberFormat, ServedModel } from '../../scenario/scenario.ts';
import { WEIGHT_BYTES } from '../number-formats.ts';

/** Bytes by which a changed deployment does not fit; ≤ 0 when it fits. */
type Missing = (served: ServedModel) => number;

const LARGEST_TENSOR = 64;
const FORMATS: readonly NumberFormat[] = ['fp8', 'fp4', 'int4'];
const GB = 1e9;

/**
 * The smallest change of each kind that fits, in the words of a scenario file:
 * `tensor: 2, or weights: fp8, or a GPU with ≥ 152 GB`.
 */
export function remedy(served: ServedModel, missing: Missing, utilization: number): string {
  const needed = served.hardware.memory + missing(served) / utilization;
  const found = [
    tensorThatFits(served, missing),
    weightsThatFit(served, missing),
    `a GPU with ≥ ${Math.ceil(needed / GB)} GB`,
  ];
  return found.filter((change) => change !== undefined).join(', or ');
}

function tensorThatFits(served: ServedModel, missing: Missing): string | undefined {
  const { parallelism } = served;
  for (let tensor = parallelism.tensor + 1; tensor <= LARGEST_TENSOR; tensor++) {
    const wider = { ...served, parallelism: { ...parallelism, tensor } };
    if (isDivisible(served, tensor) && missing(wider) <= 0) return `tensor: ${tensor}`;
  }
  return undefined;
}

/** Query heads are split evenly, and key–value heads are split or replicated evenly. */
function isDivisible({ model: { heads, kvHeads } }: ServedModel, tensor: number): boolean {
  return heads % tensor === 0 && (kvHeads % tensor === 0 || tensor % kvHeads === 0);
}

function weightsThatFit(served: ServedModel, missing: Missing): string | undefined {
  const { precision } = served;
  const narrower = FORMATS.filter(
    (format) => WEIGHT_BYTES[format] < WEIGHT_BYTES[precision.weights],
  );
  const format = narrower.find(
    (weights) => missing({ ...served, precision: { ...precision, weights } }) <= 0,
  );
  return format === undefined ? undefined : `weights: ${format}`;
}
