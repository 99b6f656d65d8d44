/** The rules of the classes of requests. */
import { type Issue, positive, type Rule } from '../../checks.ts';
import { MOST_CLASSES, MOST_PRIORITY } from '../choices.ts';
import { DEFAULT_ENGINE } from '../defaults.ts';
import { hasPriorities } from '../request-classes.ts';
import type { Engine, RequestClass, Scenario } from '../scenario.ts';
import { lengthRules, prefixRules } from './lengths.ts';
import { broken, type Checked, ifGiven } from './rules.ts';
import { slaRules } from './sla.ts';

const AT = 'traffic.classes';
const priorityRule: Rule = {
  allowed: `a whole number −${MOST_PRIORITY} to ${MOST_PRIORITY}`,
  holds: (value) => Number.isInteger(value) && Math.abs(value) <= MOST_PRIORITY,
};

export function classIssues({ traffic, engine }: Scenario): Issue[] {
  const { classes, lengthPairs } = traffic;
  if (classes === undefined) return [];
  const isCount = classes.length >= 1 && classes.length <= MOST_CLASSES;
  const allowed = `1 to ${MOST_CLASSES} classes`;
  return [
    ...(isCount ? [] : [{ path: AT, given: { inWords: `${classes.length} classes` }, allowed }]),
    ...(lengthPairs === undefined ? [] : [{ path: AT, given: classes, allowed: NO_PAIRS }]),
    ...broken(classes.flatMap(classRules)),
    ...repeatedNames(classes),
    ...(hasPriorities(traffic) ? otherOrders(engine) : []),
  ];
}

/** An order of chunks that looks at the tokens, or at the last chunk, leaves no room for priorities. */
function otherOrders({ chunkOrder = DEFAULT_ENGINE.chunkOrder }: Engine): Issue[] {
  const usual = DEFAULT_ENGINE.chunkOrder;
  const allowed = `${usual} where classes differ in priority`;
  return chunkOrder === usual ? [] : [{ path: 'engine.chunkOrder', given: chunkOrder, allowed }];
}
const NO_PAIRS = 'no classes beside lengthPairs, whose requests have their lengths';

function classRules(one: RequestClass, index: number): Checked[] {
  const path = `${AT}[${index}]`;
  const { share, priority, promptTokens, outputTokens, cachedPrefix, sla = {} } = one;
  return [
    [`${path}.share`, share, positive],
    ...ifGiven(`${path}.priority`, priority, priorityRule),
    ...(promptTokens === undefined ? [] : lengthRules(`${path}.promptTokens`, promptTokens)),
    ...(outputTokens === undefined ? [] : lengthRules(`${path}.outputTokens`, outputTokens)),
    ...(cachedPrefix === undefined ? [] : prefixRules(`${path}.cachedPrefix`, cachedPrefix)),
    ...slaRules(`${path}.sla`, sla),
  ];
}

/** Answers and promises are told apart by the names. */
function repeatedNames(classes: readonly RequestClass[]): Issue[] {
  const names = classes.map(({ name }) => name);
  return names.flatMap((name, index) => {
    const path = `${AT}[${index}].name`;
    if (name === '') return [{ path, given: name, allowed: 'a name' }];
    return names.indexOf(name) === index
      ? []
      : [{ path, given: name, allowed: 'a name that no other class has' }];
  });
}
