/** The largest batch within a time, for people. */
import type { LargestBatch } from '../scenario/metrics.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { countOf, duration, rate } from './parts/format.ts';
import { heading } from './parts/heading.ts';
import { blocks } from './parts/sections.ts';
import { type Paint, plain, wrapped } from './parts/text.ts';

const STOPPED_BY = {
  time: 'the time',
  maxBatchSize: 'engine.maxBatchSize',
  kvCache: 'the KV cache',
  tokenBudget: 'the token budget or chunk size',
} as const satisfies { readonly [B in LargestBatch['binding']]: string };

/** The batch in words: what it holds, how long it takes, what stops it from growing. */
export function batchReport(
  scenario: Scenario,
  seconds: number,
  batch: LargestBatch,
  paint: Paint = plain,
): string {
  const title = `Largest batch of the steady mix within ${duration(seconds)}`;
  if (batch.iterationTime === Infinity)
    return blocks(heading(scenario, paint, []), wrapped(`${title}: none, not even one token`));
  const chunk =
    batch.chunks > 0 ? `, and a chunk of ${countOf(batch.chunkTokens)} tokens of one more` : '';
  return blocks(heading(scenario, paint, []), [
    paint('strong', title),
    `  decodes  ${countOf(batch.decodes)} requests with ${countOf(batch.contextTokens)} tokens of context`,
    `  prefill  ${batch.prefillRequests} whole prompts${chunk}`,
    `  takes    ${duration(batch.iterationTime)}; ${STOPPED_BY[batch.binding]} keeps it from growing`,
    `  carries  ${rate(batch.arrivalRate)} if every iteration were like this`,
  ]);
}
