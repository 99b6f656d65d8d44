/**
 * Conversations (ShareGPT and its kin): a JSON list of maps with messages. Every answer is a request
 * whose prompt is all that was said before it.
 */
import { InvalidInputError, type Issue } from '../../../checks.ts';
import { Clock } from './clock.ts';
import { jsonElements } from './json-elements.ts';
import type { RequestSink } from './sink.ts';

type Data = { readonly [key: string]: unknown };

const MESSAGES = ['conversations', 'messages', 'conversation', 'items'];
const ROLES = ['from', 'role'];
const TEXTS = ['value', 'content', 'text'];
const COUNTS = ['tokens', 'tokenCount', 'token_count', 'num_tokens'];
const TIMES = ['timestamp', 'time', 'created_at', 'tstamp'];
const ANSWERS = new Set(['gpt', 'assistant', 'model', 'chatgpt', 'bard', 'bing']);
/** English has about four characters a token, Chinese one or two of three bytes each. */
const BYTES_PER_TOKEN = 4;
const ALLOWED = `a map with ${MESSAGES.slice(0, 2).join(' or ')}: a list of maps with from and value, or role and content`;
const MOST_ISSUES = 20;

/**
 * Reads all conversations; tells in words what of it was estimated.
 *
 * @throws InvalidInputError with up to 20 elements that are no conversation.
 */
export async function conversationRows(
  chunks: AsyncIterable<string> | Iterable<string>,
  requests: RequestSink,
): Promise<readonly string[]> {
  const reader = new Conversations(requests);
  let number = 0;
  for await (const text of jsonElements(chunks)) {
    number += 1;
    reader.take(text, number);
  }
  return reader.finish();
}

/** Mutable, as millions of messages pass through it. */
class Conversations {
  readonly #requests: RequestSink;
  readonly #clock = new Clock(1);
  readonly #issues: Issue[] = [];
  #estimated = 0;
  #timed = 0;
  #untimed = 0;

  constructor(requests: RequestSink) {
    this.#requests = requests;
  }

  take(text: string, number: number): void {
    const whole = parsed(text);
    const messages = Array.isArray(whole) ? whole : fieldOf(whole, MESSAGES);
    if (Array.isArray(messages) && messages.every(isMap)) this.#converse(whole, messages, number);
    else this.#refuse({ path: `conversation ${number}`, given: whole, allowed: ALLOWED });
  }

  #converse(whole: unknown, messages: readonly Data[], number: number): void {
    let before = 0;
    for (const message of messages) {
      const tokens = this.#tokens(message);
      const isAnswer = ANSWERS.has(String(fieldOf(message, ROLES)).toLowerCase());
      if (isAnswer && before > 0) this.#add(whole, message, before, tokens, number);
      before += tokens;
    }
  }

  #add(whole: unknown, message: Data, before: number, tokens: number, number: number): void {
    const time = fieldOf(message, TIMES) ?? fieldOf(whole, TIMES);
    if (time === undefined) this.#untimed += 1;
    else this.#timed += 1;
    const seconds = time === undefined ? Number.NaN : this.#clock.read(time);
    if (time !== undefined && Number.isNaN(seconds))
      this.#refuse({
        path: `conversation ${number} time`,
        given: time,
        allowed: this.#clock.allowed,
      });
    else if (tokens === 0) this.#requests.drop(0);
    else this.#requests.add(seconds, before, tokens, 0);
  }

  /** Tokens of a message as counted there, else by its length. */
  #tokens(message: Data): number {
    const count = fieldOf(message, COUNTS);
    if (typeof count === 'number' && Number.isInteger(count) && count >= 0) return count;
    this.#estimated += 1;
    return Math.ceil(bytesOf(textOf(fieldOf(message, TEXTS))) / BYTES_PER_TOKEN);
  }

  /** @throws InvalidInputError with all issues so far if this is the last that is told. */
  #refuse(issue: Issue): void {
    this.#issues.push(issue);
    if (this.#issues.length === MOST_ISSUES) throw new InvalidInputError(this.#issues);
  }

  finish(): readonly string[] {
    if (this.#timed > 0 && this.#untimed > 0)
      this.#issues.push({
        path: '',
        given: { inWords: `${this.#untimed} answers without a time among others that have one` },
        allowed: `${TIMES[0]} with every conversation, or with none`,
      });
    if (this.#issues.length > 0) throw new InvalidInputError(this.#issues);
    const messages = this.#estimated.toLocaleString('en-US');
    return [
      ...(this.#estimated === 0
        ? []
        : [
            `${messages} messages without a count of tokens: estimated as one token for ${BYTES_PER_TOKEN} bytes of their text`,
          ]),
      ...(this.#untimed === 0 ? [] : ['no times in the file: nothing is known of the arrivals']),
    ];
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const isMap = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The first of a few fields that is there. */
function fieldOf(data: unknown, names: readonly string[]): unknown {
  if (!isMap(data)) return undefined;
  const name = names.find((each) => Object.hasOwn(data as Data, each));
  return name === undefined ? undefined : ((data as Data)[name] ?? undefined);
}

/** Text, or the texts of a list of parts. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return Array.isArray(content) ? content.map((part) => textOf(fieldOf(part, TEXTS))).join('') : '';
}

/** Bytes in UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    bytes += code < 0x80 ? 1 : code < 0x800 || (code & 0xf800) === 0xd800 ? 2 : 3;
  }
  return bytes;
}
