/**
 * Where the formulas are weak, told from the scenario alone: corners found on older simulated cases,
 * before those that the bands of accuracy.ts are measured on (docs/accuracy.md#what-is-bad).
 */
import { decodeTime, prefillBudget, type Server } from '../engine/server.ts';

/** A mean prompt alone on the engine, in iterations that carry one decode and no prompt. */
export function prefillInDecodes(server: Server): number {
  const { mean, pairsPerToken } = server.workload.prompts;
  const chunks = Math.ceil(mean / prefillBudget(server, 0));
  const tokens = mean / chunks;
  return (chunks * server.time(tokens, tokens * pairsPerToken, 0, 0)) / decodeTime(server, 1);
}

/** Bounds between cases that were looked at, not constants of the model. */
const LONG_PROMPT = 20;
const SHARE_OF_ANSWER = 1 / 4;
const FEW_SLOTS = 8;

/** Why the formulas are weak here, in words; undefined where they are good. */
export function weakness(server: Server): string | undefined {
  // One slot is M/G/1, its means exact.
  if (server.maxBatchSize < 2) return undefined;
  const mean = server.workload.outputs.decodeMean + 1;
  const lasts = prefillInDecodes(server);
  const lasting = `computing a mean prompt takes as long as ${lasts.toPrecision(2)} decode iterations`;
  if (lasts >= LONG_PROMPT) return lasting;
  if (lasts >= SHARE_OF_ANSWER * mean)
    return `${lasting}, and its answer only ${mean.toPrecision(2)} of them`;
  if (server.maxBatchSize <= FEW_SLOTS) return `the batch has only ${server.maxBatchSize} slots`;
  return undefined;
}
