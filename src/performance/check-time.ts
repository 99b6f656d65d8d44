/** The rule of t_inf that only t_inf itself can tell. */
import type { Issue } from '../checks.ts';
import type { IterationTimeModel } from '../scenario/scenario.ts';
import { iterationTimeOf } from './iteration-time.ts';

const ONE_DECODE = {
  prefillTokens: 0,
  prefillRequests: 0,
  attentionPairs: 0,
  prefillContext: 0,
  decodeRequests: 1,
  contextTokens: 0,
};

/** Coefficients by which an iteration that decodes takes no time: an engine of infinite speed. */
export function timeIssues(model: IterationTimeModel): readonly Issue[] {
  if (typeof model === 'function' || model.kind === 'hardware') return [];
  const given = iterationTimeOf(model)(ONE_DECODE);
  return given <= 0 ? [{ path: 'iterationTime', given, allowed: 'a decode that takes time' }] : [];
}
