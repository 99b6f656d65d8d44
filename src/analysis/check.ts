/** The rules of a scenario for callers who did not come through the parser. */
import { InvalidInputError, type Issue, nonNegative, positive, type Rule } from '../checks.ts';
import { iterationTimeOf } from '../performance/iteration-time.ts';
import type {
  Engine,
  IterationTimeModel,
  LengthLaw,
  Scenario,
  Sla,
  Traffic,
} from '../scenario/scenario.ts';

const whole: Rule = {
  allowed: 'a whole number ≥ 1',
  holds: (value) => Number.isInteger(value) && value >= 1,
};
const share: Rule = { allowed: 'a number > 0 and ≤ 1', holds: (value) => value > 0 && value <= 1 };
const belowOne: Rule = {
  allowed: 'a number ≥ 0 and < 1',
  holds: (value) => value >= 0 && value < 1,
};

type Checked = readonly [path: string, given: unknown, rule: Rule];

/** Throws one InvalidInputError with every number of the scenario that breaks its rule. */
export function checkScenario(scenario: Scenario): void {
  const { engine, traffic, sla } = scenario;
  const issues = [
    ...timeRules(scenario.iterationTime),
    ...engineRules(engine),
    ...trafficRules(traffic),
    ...slaRules(sla),
  ].flatMap(([path, given, { allowed, holds }]): Issue[] =>
    typeof given === 'number' && holds(given) ? [] : [{ path, given, allowed }],
  );
  if (engine.tokenBudget <= engine.maxBatchSize)
    issues.push({
      path: 'engine.tokenBudget',
      given: engine.tokenBudget,
      allowed: `more than maxBatchSize ${engine.maxBatchSize}`,
    });
  if (issues.length > 0) throw new InvalidInputError(issues);
}

/** Coefficients are not negative, and an iteration that decodes takes time. */
function timeRules(model: IterationTimeModel): Checked[] {
  if (typeof model === 'function' || model.kind === 'hardware') return [];
  const fields = Object.entries(model as object as Record<string, number | object>).flatMap(
    ([name, value]): Checked[] =>
      name === 'kind'
        ? []
        : typeof value === 'number'
          ? [[`iterationTime.${name}`, value, nonNegative]]
          : Object.entries(value).map(
              ([inner, each]): Checked => [`iterationTime.${name}.${inner}`, each, nonNegative],
            ),
  );
  const decode = iterationTimeOf(model)(ONE_DECODE);
  const takesTime = { allowed: 'a decode that takes time', holds: (t: number) => !(t <= 0) };
  return [...fields, ['iterationTime', decode, takesTime]];
}

const ONE_DECODE = {
  prefillTokens: 0,
  prefillRequests: 0,
  attentionPairs: 0,
  prefillContext: 0,
  decodeRequests: 1,
  contextTokens: 0,
};

function engineRules(engine: Engine): Checked[] {
  const { maxBatchSize, tokenBudget, chunkSize = 1, kvCapacity = 1, gpuMemoryUtilization } = engine;
  return [
    ['engine.maxBatchSize', maxBatchSize, whole],
    ['engine.tokenBudget', tokenBudget, whole],
    ['engine.chunkSize', chunkSize, whole],
    ['engine.kvCapacity', kvCapacity, positive],
    ['engine.gpuMemoryUtilization', gpuMemoryUtilization, share],
  ];
}

function trafficRules({ arrivals, promptTokens, outputTokens, cachedPrefix }: Traffic): Checked[] {
  const cached: Checked[] =
    cachedPrefix === undefined
      ? []
      : 'share' in cachedPrefix
        ? [['traffic.cachedPrefix.share', cachedPrefix.share, belowOne]]
        : [['traffic.cachedPrefix.tokens', cachedPrefix.tokens, nonNegative]];
  return [
    ['traffic.arrivals.rate', arrivals.rate, positive],
    ...lengthRules('traffic.promptTokens', promptTokens),
    ...lengthRules('traffic.outputTokens', outputTokens),
    ...cached,
  ];
}

function lengthRules(path: string, law: LengthLaw): Checked[] {
  const { min = 1, max = Number.MAX_SAFE_INTEGER } = 'min' in law || 'max' in law ? law : {};
  const clamp: Checked[] = [
    [`${path}.min`, min, whole],
    [
      `${path}.max`,
      max,
      { allowed: `a whole number ≥ min ${min}`, holds: (value) => value >= min },
    ],
  ];
  if (law.distribution === 'fixed') return [[`${path}.value`, law.value, whole]];
  if (law.distribution === 'uniform') return clamp;
  if (law.distribution !== 'empirical')
    return [
      [`${path}.mean`, law.mean, positive],
      ...('cv' in law ? [[`${path}.cv`, law.cv, nonNegative] as const] : []),
      ...clamp,
    ];
  return [
    [`${path}.values`, law.values.length, { allowed: 'at least one length', holds: (n) => n >= 1 }],
    ...law.values.map((value, i): Checked => [`${path}.values[${i}]`, value, positive]),
    ...weightRules(path, law.values.length, law.weights),
    ...clamp,
  ];
}

function weightRules(path: string, count: number, weights: readonly number[] = []): Checked[] {
  if (weights.length === 0) return [];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const asMany = { allowed: `as many as values, ${count}`, holds: (n: number) => n === count };
  const some = {
    allowed: 'weights that add up to more than 0',
    holds: (sum: number) => !(sum <= 0),
  };
  return [
    ...weights.map((value, i): Checked => [`${path}.weights[${i}]`, value, nonNegative]),
    [`${path}.weights`, weights.length, asMany],
    [`${path}.weights`, total, some],
  ];
}

function slaRules(sla: Sla): Checked[] {
  return Object.entries(sla).flatMap(([metric, limits]) =>
    Object.entries(limits ?? {}).map(
      ([statistic, limit]): Checked => [`sla.${metric}.${statistic}`, limit, positive],
    ),
  );
}
