/** `traffic.classes`: kinds of requests that come mixed. */
import * as z from 'zod';
import { MOST_CLASSES, MOST_PRIORITY } from '../choices.ts';
import { cachedPrefix } from './cached-prefix.ts';
import type { ReadColumn } from './empirical.ts';
import { count, numberUpTo, type QuantityFields, section, type Unchecked, word } from './fields.ts';
import { lengthLaw } from './lengths.ts';
import { slaSchema } from './sla.ts';

export function classesSchema(fields: QuantityFields, readColumn: ReadColumn) {
  const law = (what: string) =>
    z.exactOptional(lengthLaw(`${what} of this class; default: that of the traffic.`, readColumn));
  const one = section({
    name: word('Told apart by it in answers; not that of another class.'),
    share: numberUpTo(
      'How many of the requests are of this class, against the shares of the others: 3 and 1 are the same as 0.75 and 0.25.',
      0,
      1e9,
    ),
    promptTokens: law('Tokens of a prompt'),
    outputTokens: law('Tokens of an answer'),
    cachedPrefix: z.exactOptional(cachedPrefix(fields, readColumn)),
    priority: z.exactOptional(
      count(
        'Of the requests that wait, those of the lowest number go first (as in vLLM); one that has begun is not put back. Default 0.',
        -MOST_PRIORITY,
        MOST_PRIORITY,
      ),
    ),
    sla: z.exactOptional(slaSchema(fields)),
  });
  const error = `a list of 1 to ${MOST_CLASSES} classes with name, share`;
  return z
    .array(one, { error })
    .min(1, { error })
    .max(MOST_CLASSES, { error })
    .check(namesDiffer())
    .meta({
      description:
        'Kinds of requests that come mixed in one stream: each request is of one of them, by the shares. What a class does not say holds as in traffic.',
    });
}

function namesDiffer() {
  return z.superRefine<unknown>(
    (classes, context) => {
      if (!Array.isArray(classes)) return;
      const names = classes.map((one: Unchecked | null) => one?.name);
      names.forEach((name, index) => {
        if (typeof name === 'string' && names.indexOf(name) < index)
          context.addIssue({
            code: 'custom',
            path: [index, 'name'],
            message: 'a name that no other class has',
          });
      });
    },
    { when: () => true },
  );
}
