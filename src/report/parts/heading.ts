/** The first lines of a report: what runs, and what comes in. */
import { hasPriorities, requestClasses } from '../../scenario/request-classes.ts';
import type {
  IterationTimeModel,
  LengthLaw,
  Parallelism,
  Scenario,
  Traffic,
} from '../../scenario/scenario.ts';
import { digits, percent, writtenDuration } from './format.ts';
import { joined, type Paint, wrapped } from './text.ts';

/** Title, engine and traffic of a scenario; `engine` says what is known of its settings. */
export function heading(scenario: Scenario, paint: Paint, engine: readonly string[]): string[] {
  const { traffic, iterationTime } = scenario;
  return [
    ...title(scenario).map((line) => paint('strong', line)),
    ...joined(
      [...replicas(scenario), scenario.engine.policy, ...engine, ...formats(iterationTime)],
      SEPARATOR,
    ),
    ...requestLines(traffic),
  ];
}

/** The lengths of the requests, a line for each class of them. */
function requestLines(traffic: Traffic): string[] {
  const classes = requestClasses(traffic);
  if (classes.length === 0) return joined(lengthsOf(traffic), SEPARATOR);
  const differ = hasPriorities(traffic);
  return classes.flatMap(({ name, share, priority, ...own }) => {
    const turn = differ ? [`priority ${priority}`] : [];
    return joined([`${name} ${percent(share)}`, ...turn, ...lengthsOf(own)], SEPARATOR, 2);
  });
}

function lengthsOf(
  requests: Pick<Traffic, 'promptTokens' | 'outputTokens' | 'cachedPrefix'>,
): string[] {
  return [
    `prompts ${lengths(requests.promptTokens)}`,
    `answers ${lengths(requests.outputTokens)}`,
    ...cached(requests),
  ];
}

function replicas({ deployment }: Scenario): string[] {
  if (deployment === undefined || deployment.replicas === 1) return [];
  return [`${deployment.replicas} replicas, ${deployment.router}`];
}

/** The settings of the scenario's engine, in words. */
export function engineSettings({ engine, traffic }: Scenario): string[] {
  const { chunkSize, queueLimit, disaggregation: pools, speculation } = engine;
  const { patience } = traffic;
  return [
    ...(pools === undefined
      ? []
      : [`${pools.prefillEngines} prefill + ${pools.decodeEngines} decode engines`]),
    `≤ ${engine.maxBatchSize} requests`,
    `≤ ${engine.tokenBudget} tokens`,
    ...(chunkSize === undefined ? [] : [`chunks ≤ ${chunkSize} tokens`]),
    ...(speculation === undefined
      ? []
      : [`${speculation.draftTokens} drafts, ${percent(speculation.acceptance)} accepted`]),
    ...(queueLimit === undefined ? [] : [`≤ ${queueLimit} waiting`]),
    ...(patience === undefined ? [] : [`patience ${writtenDuration(patience)}`]),
  ];
}

const SEPARATOR = ' · ';

function title({ name, iterationTime }: Scenario): string[] {
  const runs = served(iterationTime);
  return wrapped(name === undefined ? runs : `${name}: ${runs}`);
}

/** What runs on what, in a few words. */
function served(model: IterationTimeModel): string {
  if (typeof model === 'function') return 'iteration time given as a function';
  if (model.kind === 'hardware')
    return `${model.model.name} on ${gpus(model.parallelism, model.hardware.name)}`;
  return `iteration time given: ${model.kind}, base ${writtenDuration(model.base)}`;
}

/** `4 × a100-80g-sxm (tensor 4)`; a single GPU by its name alone. */
function gpus(parallelism: Parallelism, name: string): string {
  const parts = (['tensor', 'pipeline', 'expert', 'data'] as const)
    .filter((kind) => parallelism[kind] > 1)
    .map((kind) => `${kind} ${parallelism[kind]}`);
  const { tensor, pipeline, data } = parallelism;
  return parts.length === 0 ? name : `${tensor * pipeline * data} × ${name} (${parts.join(', ')})`;
}

const KERNELS = {
  measured: 'kernels measured',
  prior: 'kernels assumed from a relative',
  generic: 'kernels unmeasured: generic',
} as const;

function formats(model: IterationTimeModel): string[] {
  if (typeof model === 'function' || model.kind !== 'hardware') return [];
  const { weights, kvCache } = model.precision;
  return [`weights ${weights}, KV cache ${kvCache}`, KERNELS[model.hardware.status]];
}

function lengths(law: LengthLaw): string {
  switch (law.distribution) {
    case 'fixed':
      return `${digits(law.value)} tokens`;
    case 'uniform':
      return `${law.min}–${law.max} tokens`;
    case 'empirical':
      return `${digits(empiricalMean(law))} tokens (${law.values.length} measured lengths)`;
    default: {
      const cv = 'cv' in law ? `, cv ${law.cv}` : '';
      return `${digits(law.mean)} tokens (${law.distribution}${cv})`;
    }
  }
}

function cached({ cachedPrefix }: Pick<Traffic, 'cachedPrefix'>): string[] {
  if (cachedPrefix === undefined) return [];
  if ('share' in cachedPrefix) return [`${percent(cachedPrefix.share)} of each prompt cached`];
  const { tokens } = cachedPrefix;
  return typeof tokens === 'number'
    ? [`${tokens} prompt tokens cached`]
    : [`cached prefix ${lengths(tokens)}`];
}

function empiricalMean({ values, weights }: LengthLaw & { distribution: 'empirical' }): number {
  const weight = (index: number) => weights?.[index] ?? 1;
  const total = values.reduce((sum, _, index) => sum + weight(index), 0);
  return values.reduce((sum, value, index) => sum + value * weight(index), 0) / total;
}
