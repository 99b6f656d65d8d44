/** A JSON list in pieces, cut anywhere → the text of its maps and lists, one by one. */
import { InvalidInputError } from '../../../checks.ts';

/** Of one element; more is a file of another kind. */
const LONGEST = 64_000_000;

/** Where in a text the reader is; mutable, as every character of a file passes through it. */
class Nesting {
  depth = 0;
  #isText = false;
  #isEscaped = false;

  /** Takes in one character. */
  pass(code: number): void {
    if (this.#isText) this.#passText(code);
    else if (code === 34) this.#isText = true;
    else if (code === 123 || code === 91) this.depth += 1;
    else if (code === 125 || code === 93) this.depth -= 1;
  }

  #passText(code: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (code === 92) this.#isEscaped = true;
    else if (code === 34) this.#isText = false;
  }
}

/** @throws InvalidInputError if the list or an element does not end. */
export async function* jsonElements(
  chunks: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<string> {
  const nesting = new Nesting();
  let open = '';
  for await (const chunk of chunks) {
    const { whole, rest } = elementsIn(chunk, nesting);
    for (const text of whole) {
      yield open + text;
      open = '';
    }
    open += rest;
    if (open.length > LONGEST) throw endless(`an element of more than ${LONGEST / 1e6} MB`);
  }
  if (nesting.depth > 0) throw endless('a list that does not end');
}

/** Elements that end in a piece, the first perhaps begun before it; and the begin of the last. */
function elementsIn(chunk: string, nesting: Nesting): { whole: string[]; rest: string } {
  const whole: string[] = [];
  let start = nesting.depth > 1 ? 0 : -1;
  for (let at = 0; at < chunk.length; at++) {
    const before = nesting.depth;
    nesting.pass(chunk.charCodeAt(at));
    if (before === nesting.depth) continue;
    if (before === 1 && nesting.depth === 2) start = at;
    if (before !== 2 || nesting.depth !== 1) continue;
    whole.push(chunk.slice(start, at + 1));
    start = -1;
  }
  return { whole, rest: start >= 0 ? chunk.slice(start) : '' };
}

function endless(inWords: string): InvalidInputError {
  return new InvalidInputError([
    { path: '', given: { inWords }, allowed: 'a whole JSON list […]' },
  ]);
}
