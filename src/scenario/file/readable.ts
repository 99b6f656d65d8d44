/** Refuses, before any reading, a text that no scenario looks like and that would take long. */
import { InvalidInputError } from '../../checks.ts';

/** A scenario has 1–2 thousand characters; long lists of lengths belong into a CSV file. */
const LONGEST = 65_536;
const DEEPEST = 32;

/** @throws InvalidInputError if the text is too long, empty, binary, or nested too deep. */
export function refuseUnreadable(text: string): void {
  const fault = unreadable(text);
  if (fault === undefined) return;
  const [inWords, allowed] = fault;
  throw new InvalidInputError([{ path: '', given: { inWords }, allowed }]);
}

function unreadable(text: string): readonly [given: string, allowed: string] | undefined {
  if (text.length > LONGEST)
    return [`${text.length} characters`, `a scenario of at most ${LONGEST} characters`];
  if (/[\0\uFFFD]/.test(text)) return ['binary data', 'YAML or JSON text'];
  if (text.trim() === '') return ['an empty file', 'a scenario: model, hardware and traffic'];
  return nesting(text) > DEEPEST
    ? ['very deep nesting', `at most ${DEEPEST} levels of brackets`]
    : undefined;
}

/** How deep brackets nest, or list marks follow each other in one line. */
function nesting(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const character of text) {
    if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    if (depth > deepest) deepest = depth;
  }
  const marks = /^[ ]*((?:[-?:][ ]+)+)/gm;
  const longest = Math.max(0, ...[...text.matchAll(marks)].map(([, run = '']) => run.length / 2));
  return Math.max(deepest, longest);
}
