/** Section of the page: how well t_inf itself is predicted. Measured elsewhere, figures only. */
import { table } from './spread.ts';

const REAL = [
  ['no host time, `sustainedCompute` 1', '1.5 / 1.9 / 3.9', '1.9 / 2.9 / 5.9'],
  ['host time of the catalogue, `sustainedCompute` 1', '2.2 / 2.6 / 4.9', '2.0 / 3.0 / 5.9'],
  ['the same, default `sustainedCompute` 0.93', '2.2 / 2.6 / 4.9', '6.6 / 7.1 / 10.7'],
] as const;
const COMPOSED = [
  ['RTX 4090', '1.7 / 2.8 / 5.5', '3.9 / 6.2 / 12', '6.0 / 8.5 / 18'],
  ['RTX PRO 6000', '3.7 / 4.5 / 6.8', '4.1 / 7.2 / 12', '6.1 / 9.5 / 22'],
] as const;

export function iterationTimeSection(): string {
  return `## The iteration time and memory

What comes on top where a model and a GPU are given instead of measured coefficients. |relative error|
of t_inf in per cent, median / mean / 90th percentile.

Whole iterations of vLLM, Qwen3 14B on one H100:

${table(['settings', 'decode only', 'mixed'], REAL)}

The default \`sustainedCompute\` assumes clocks that fall under sustained load, as most servers' do; these
runs were short and kept theirs. Set it to 1 for a lightly loaded server.

Iterations composed of measured kernels, models of 7 to 32 billion parameters:

${table(['GPU', 'decode only', 'mixed', 'prefill only'], COMPOSED)}

Tokens of KV cache against what vLLM reports at its start: −0.01 to +0.03 % on four runs, −0.95 % and
+7.5 % on two others, where other memory than weights, activations and cache was in use.

A GPU that nobody has measured gets generic coefficients; the answer says so.
`;
}
