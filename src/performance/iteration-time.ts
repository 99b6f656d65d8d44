/** t_inf, the seconds one iteration of the engine takes: the one thing all models of it share. */
import type { IterationTime } from '../scenario/batch.ts';
import { DEFAULT_SPECULATION } from '../scenario/defaults.ts';
import type { IterationTimeModel, Speculation } from '../scenario/scenario.ts';
import { hardwareTime } from './hardware-time.ts';
import { linearTime } from './linear.ts';
import { rooflineTime } from './roofline.ts';

/**
 * The function from a batch to seconds: the user's own, a line, a roofline, or the
 * hardware model. Cheap to build and to call (tens of nanoseconds).
 *
 * @see docs/model.md#how-long-an-iteration-takes
 */
export function iterationTimeOf(model: IterationTimeModel): IterationTime {
  if (typeof model === 'function') return model;
  switch (model.kind) {
    case 'linear':
      return linearTime(model);
    case 'roofline':
      return rooflineTime(model);
    case 'hardware':
      return hardwareTime(model);
  }
}

/**
 * The same of an engine that may draft: each decode is 1 + k tokens, and an iteration with decodes is
 * longer by the time of the drafts. A mean batch of less than one decode drafts in that share.
 *
 * @see docs/model.md#what-an-iteration-verifies
 */
export function engineTimeOf(
  model: IterationTimeModel,
  speculation: Speculation | undefined,
): IterationTime {
  const time = iterationTimeOf(model);
  if (speculation === undefined) return time;
  const { draftTokens, draftTime = DEFAULT_SPECULATION.draftTime } = speculation;
  return (batch) => {
    const { decodeRequests } = batch;
    const verified = { ...batch, decodeTokens: decodeRequests * (1 + draftTokens) };
    return time(verified) + draftTime * Math.min(1, decodeRequests);
  };
}
