/** t_inf, the seconds one iteration of the engine takes: the one thing all models of it share. */
import type { IterationTime } from '../scenario/batch.ts';
import type { IterationTimeModel } from '../scenario/scenario.ts';
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
