/** Rules between the settings of the engine. Those that hang on the policy wait until it is one. */
import { POLICIES } from '../choices.ts';
import { DEFAULT_ENGINE } from '../defaults.ts';
import type { Fault, Unchecked } from './fields.ts';

export function engineFaults(engine: Unchecked): readonly Fault[] {
  const { policy, disaggregation } = engine;
  if (!POLICIES.some((known) => known === policy)) return chunkFits(engine);
  const pools: Fault[] =
    disaggregation === undefined || policy === 'disaggregated'
      ? []
      : [onlyWith('disaggregation', 'disaggregated')];
  return policy === 'chunked-prefill'
    ? [...budgetHoldsBatch(engine), ...chunkFits(engine), ...wholeOfWhat(engine), ...pools]
    : [...noChunks(engine), ...pools];
}

/** All decodes, with their drafts, and a prompt token fit into the budget. */
function budgetHoldsBatch({ maxBatchSize, tokenBudget, speculation }: Unchecked): readonly Fault[] {
  if (typeof tokenBudget !== 'number' || typeof maxBatchSize !== 'number') return [];
  const drafts = draftsOf(speculation);
  const decoded = maxBatchSize * (1 + drafts);
  if (tokenBudget > decoded) return [];
  if (drafts > 0)
    return [
      {
        path: ['tokenBudget'],
        allowed: `more than ${decoded}, which is maxBatchSize · (1 + speculation.draftTokens)`,
      },
    ];
  return tokenBudget === DEFAULT_ENGINE.tokenBudget
    ? [{ path: ['maxBatchSize'], allowed: `less than tokenBudget = ${tokenBudget}` }]
    : [{ path: ['tokenBudget'], allowed: `more than maxBatchSize = ${maxBatchSize}` }];
}

function draftsOf(speculation: unknown): number {
  if (typeof speculation !== 'object' || speculation === null) return 0;
  const { draftTokens } = speculation as Unchecked;
  return typeof draftTokens === 'number' ? draftTokens : 0;
}

function chunkFits({ tokenBudget, chunkSize }: Unchecked): readonly Fault[] {
  if (typeof chunkSize !== 'number' || typeof tokenBudget !== 'number') return [];
  if (chunkSize <= tokenBudget) return [];
  return [{ path: ['chunkSize'], allowed: `at most tokenBudget = ${tokenBudget}` }];
}

function wholeOfWhat({ wholeChunks, chunkSize }: Unchecked): readonly Fault[] {
  if (wholeChunks !== true || chunkSize !== undefined) return [];
  return [{ path: ['chunkSize'], allowed: 'the tokens of a chunk, as wholeChunks is true' }];
}

function noChunks(engine: Unchecked): readonly Fault[] {
  return (['chunkSize', 'chunkOrder', 'wholeChunks'] as const)
    .filter((key) => engine[key] !== undefined)
    .map((key) => onlyWith(key, 'chunked-prefill'));
}

function onlyWith(key: string, policy: string): Fault {
  return { path: [key], allowed: `${key} only with policy ${policy}` };
}
