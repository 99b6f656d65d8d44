/**
 * Mixture of experts: routed experts as one grouped product that reads the weights of every
 * expert some token chose, plus the router and the shared experts.
 * Assumption: every expert is equally likely; skewed routing is left to calibration.
 */
import type { MixtureOfExperts } from '../../scenario/architecture.ts';
import type { Prepared } from '../prepared.ts';
import { feedForwardTime } from './feed-forward.ts';
import { matrixTime } from './matrix.ts';
import { smoothMax } from './smooth-max.ts';

/** Activations between the matrices of an expert stay in BF16. */
const BETWEEN_BYTES = 2;
/** Gate, up and down. */
const MATRICES = 3;

/**
 * Seconds of one layer with experts on T tokens, without communication; 0 for a dense model.
 *
 * @see docs/model.md#experts
 */
export function expertLayerTime(prepared: Prepared, tokens: number): number {
  const { model, rank, linear } = prepared;
  const { experts, hidden } = model;
  if (experts === undefined) return 0;
  const router = matrixTime(linear, { rows: tokens, columns: experts.count, inner: hidden });
  const shared = { tokens, hidden, intermediate: rank.sharedIntermediate, gated: true };
  const sharedTime = experts.shared > 0 ? feedForwardTime(linear, shared) : 0;
  return routedTime(prepared, experts, tokens) + router + sharedTime;
}

/** E_d = E/e · (1 − (1 − k/E)^(T·D)) experts are read, r = T·D·k/e rows computed. */
function routedTime(
  { model: { hidden }, rank, routed, parallelism }: Prepared,
  experts: MixtureOfExperts,
  tokens: number,
): number {
  const width = rank.expertIntermediate;
  const choosing = tokens * parallelism.data;
  const read = rank.experts * (1 - (1 - experts.active / experts.count) ** choosing);
  const rows = (choosing * experts.active) / parallelism.expert;
  const bytes =
    MATRICES * routed.weightBytes * read * hidden * width +
    (2 * hidden + MATRICES * width) * rows * BETWEEN_BYTES;
  const computing = (2 * MATRICES * rows * hidden * width) / routed.compute;
  return routed.launch + smoothMax(computing, bytes / routed.memory, routed.sharpness);
}
