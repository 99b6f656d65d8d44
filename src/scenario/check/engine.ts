/** The rules of the engine's settings, each alone and with the others. */
import { type Issue, nonNegative, positive } from '../../checks.ts';
import { CHUNK_ORDERS, MOST_DRAFTS, POLICIES, PREEMPTIONS } from '../choices.ts';
import { DEFAULT_ENGINE } from '../defaults.ts';
import type { Disaggregation, Engine, Scenario, Speculation } from '../scenario.ts';
import {
  belowOne,
  broken,
  type Checked,
  ifGiven,
  share,
  unknownName,
  upTo,
  whole,
  wholeOrZero,
  zeroToOne,
} from './rules.ts';

export function engineIssues({ engine, iterationTime }: Scenario): Issue[] {
  const { policy, chunkOrder, preemption, disaggregation, speculation } = engine;
  return [
    ...unknownName('engine.policy', policy, POLICIES),
    ...unknownName('engine.chunkOrder', chunkOrder ?? DEFAULT_ENGINE.chunkOrder, CHUNK_ORDERS),
    ...unknownName('engine.preemption', preemption ?? DEFAULT_ENGINE.preemption, PREEMPTIONS),
    ...broken([
      ...settings(engine),
      ...(disaggregation ? pools(disaggregation) : []),
      ...(speculation ? drafts(speculation) : []),
    ]),
    ...(policy === 'chunked-prefill' ? budget(engine) : chunks(engine)),
    ...(policy === 'disaggregated' ? ranks(iterationTime) : noPools(engine)),
  ];
}

function settings(engine: Engine): Checked[] {
  return [
    ['engine.maxBatchSize', engine.maxBatchSize, whole],
    ['engine.tokenBudget', engine.tokenBudget, whole],
    ...ifGiven('engine.chunkSize', engine.chunkSize, whole),
    ...ifGiven('engine.kvCapacity', engine.kvCapacity, positive),
    ['engine.gpuMemoryUtilization', engine.gpuMemoryUtilization, share],
    ...ifGiven('engine.kvBlockSize', engine.kvBlockSize, whole),
    ...ifGiven('engine.kvWatermark', engine.kvWatermark, belowOne),
    ...ifGiven('engine.queueLimit', engine.queueLimit, wholeOrZero),
  ];
}

function pools({ prefillEngines, decodeEngines, transfer }: Disaggregation): Checked[] {
  return [
    ['engine.disaggregation.prefillEngines', prefillEngines, whole],
    ['engine.disaggregation.decodeEngines', decodeEngines, whole],
    ['engine.disaggregation.transfer.base', transfer.base, nonNegative],
    ['engine.disaggregation.transfer.perToken', transfer.perToken, nonNegative],
  ];
}

function drafts({ draftTokens, acceptance, draftTime }: Speculation): Checked[] {
  return [
    ['engine.speculation.draftTokens', draftTokens, upTo(MOST_DRAFTS)],
    ['engine.speculation.acceptance', acceptance, zeroToOne],
    ...ifGiven('engine.speculation.draftTime', draftTime, nonNegative),
  ];
}

/** All decodes, with their drafts, and a prompt token fit into the budget; whole chunks have a size. */
function budget(engine: Engine): Issue[] {
  const { tokenBudget, maxBatchSize, wholeChunks, chunkSize, speculation } = engine;
  const path = 'engine.tokenBudget';
  const perDecode = 1 + (speculation?.draftTokens ?? 0);
  const holds = !(tokenBudget <= maxBatchSize * perDecode);
  const allowed =
    perDecode === 1
      ? `more than maxBatchSize ${maxBatchSize}`
      : `more than ${maxBatchSize * perDecode}, maxBatchSize · (1 + speculation.draftTokens)`;
  return [
    ...(holds ? [] : [{ path, given: tokenBudget, allowed }]),
    ...(wholeChunks === true && chunkSize === undefined ? [WHOLE_OF_WHAT] : []),
  ];
}
const WHOLE_OF_WHAT: Issue = {
  path: 'engine.chunkSize',
  given: undefined,
  allowed: 'the tokens of a chunk, as wholeChunks is true',
};

/** Other policies do not cut prompts; a default written out changes nothing. */
function chunks(engine: Engine): Issue[] {
  const { chunkSize, chunkOrder = DEFAULT_ENGINE.chunkOrder, wholeChunks = false } = engine;
  const said = {
    chunkSize: chunkSize !== undefined,
    chunkOrder: chunkOrder !== DEFAULT_ENGINE.chunkOrder,
    wholeChunks,
  };
  return (['chunkSize', 'chunkOrder', 'wholeChunks'] as const)
    .filter((key) => said[key])
    .map((key) => onlyWith(key, engine[key], 'chunked-prefill'));
}

function noPools({ disaggregation }: Engine): Issue[] {
  return disaggregation === undefined
    ? []
    : [onlyWith('disaggregation', disaggregation, 'disaggregated')];
}

function onlyWith(key: string, given: unknown, policy: string): Issue {
  return { path: `engine.${key}`, given, allowed: `${key} only with policy ${policy}` };
}

/** Engines of a pool are counted one by one, so a model is not copied or put into stages as well. */
function ranks(model: Scenario['iterationTime']): Issue[] {
  if (typeof model === 'function' || model.kind !== 'hardware') return [];
  return (['pipeline', 'data'] as const)
    .filter((key) => model.parallelism[key] !== 1)
    .map((key) => ({
      path: `parallelism.${key}`,
      given: model.parallelism[key],
      allowed: '1 with policy disaggregated, whose engines are counted in engine.disaggregation',
    }));
}
