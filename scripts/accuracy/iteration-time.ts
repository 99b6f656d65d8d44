/** Section of the page: how well t_inf itself is predicted. Measured apart from this script; figures only. */
import { table } from './spread.ts';

const ROWS = [
  [
    'H100, Qwen3-14B, iterations of vLLM 0.23; host time 0, `sustainedCompute` 1',
    '10 483',
    '1.5 / 1.9 / 3.9',
    '1.9 / 2.9 / 5.9',
    '',
  ],
  [
    'the same, host time of the catalogue (0.3 ms + 15 µs a request)',
    '10 483',
    '2.2 / 2.6 / 4.9',
    '2.0 / 3.0 / 5.9',
    '',
  ],
  [
    'the same, `sustainedCompute` 0.93 too: the catalogue as it is',
    '10 483',
    '2.2 / 2.6 / 4.9',
    '6.6 / 7.1 / 10.7',
    '',
  ],
  [
    'RTX 4090, Llama-3.1-8B, sums of measured kernels',
    '2 171',
    '1.7 / 2.8 / 5.5',
    '3.9 / 6.2 / 12',
    '6.0 / 8.5 / 18',
  ],
  [
    'RTX PRO 6000, five deployments of three models, sums of measured kernels',
    '11 875',
    '3.7 / 4.5 / 6.8',
    '4.1 / 7.2 / 12',
    '6.1 / 9.5 / 22',
  ],
] as const;

export function iterationTimeSection(): string {
  return `## The iteration time and memory

The tables above are given t_inf. Where a model and a GPU are given instead, the error of t_inf comes
on top. |relative error| in per cent, **median / mean / 90th percentile**, against public measurements
with the catalogue's coefficients, none of them fitted to these rows:

${table(['measured', 'iterations', 'decode only', 'mixed', 'prefill only'], ROWS)}

Sources: residency-vllm @2641b576 (H100), casys-kaist/LLMServingSim @5daddb21 (RTX; the attention
coefficients of those two GPUs come from the same profiler). The H100 run was lightly loaded, hence 1
fits it; 0.93 is for a server near its limit, and makes mixed iterations 7 % too slow here. An error of
t_inf grows in a wait: at a load of 0.9, 1 % in t_inf is about 10 % in the wait for a slot.

Tokens of KV cache against what vLLM reports: −0.08 to +0.03 % on four H100 deployments, −0.95 % on a
fifth, **+7.5 %** (0.4 GB too many) on an RTX 4090. Two constants of the memory model are fitted to these
six, so the four say little about others ([model.md](model.md#memory-of-one-gpu)).

GPUs without measurements get generic coefficients; no error is known for them, only a guess in the
warning that the answer carries.
`;
}
