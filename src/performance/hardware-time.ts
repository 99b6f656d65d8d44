/**
 * t_inf of a model on a GPU: a sum of operators, each a small roofline with a launch, and the
 * time the host needs. Rates are measured kernel by kernel, never fitted to iterations.
 */
import type { IterationTime } from '../scenario/batch.ts';
import type { ServedModel } from '../scenario/scenario.ts';
import { lazyTable } from './lazy-table.ts';
import { attentionTimes } from './operators/attention.ts';
import { attentionKernels } from './operators/attention-kernel.ts';
import { headTime } from './operators/head.ts';
import { tokenTimes } from './operators/token-time.ts';
import { prepare } from './prepared.ts';

/**
 * Approximation: 2–8 % median against measured iterations of dense models on a measured GPU,
 * 5–20 % with experts (docs/model.md lists the evidence). Tabulated in T and in S to 10⁻⁴.
 *
 * @see docs/model.md#how-long-an-iteration-takes
 */
export function hardwareTime(served: ServedModel): IterationTime {
  const time = made.get(served) ?? makeTime(served);
  made.set(served, time);
  return time;
}

/** Filling the tables costs milliseconds, and they are the same for all engine settings. */
const made = new WeakMap<ServedModel, IterationTime>();

function makeTime(served: ServedModel): IterationTime {
  const prepared = prepare(served);
  const { base, perRequest } = served.hardware.coefficients.host;
  const kernels = attentionKernels(served);
  const ofTokens = lazyTable((tokens) => sum(Object.values(tokenTimes(prepared, tokens))));
  const ofRequests = lazyTable((requests) => headTime(prepared, requests));
  return (batch) => {
    const { decodeRequests, decodeTokens = decodeRequests, prefillRequests } = batch;
    const requests = decodeRequests + prefillRequests;
    const tokens = decodeTokens + batch.prefillTokens;
    // The head gives a distribution for each token that is verified.
    const heads = decodeTokens + prefillRequests;
    let seconds = base + perRequest * requests + ofRequests(heads) + ofTokens(tokens);
    for (const kernel of kernels) {
      const { prefill, decode } = attentionTimes(kernel, batch);
      seconds += kernel.layers * (prefill + decode);
    }
    return seconds;
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
