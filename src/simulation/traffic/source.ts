/** The requests of a run: when the next one arrives, and how long it is. */
import FlatQueue from 'flatqueue';
import { choiceDraw, exponential, type Random, randomStream } from '../../numerics/random.ts';
import { requestClasses } from '../../scenario/request-classes.ts';
import type { ClosedArrivals, Traffic } from '../../scenario/scenario.ts';
import type { RequestColumns } from '../requests.ts';
import { arrivalTimes } from './arrivals.ts';
import { cachedDraw, lengthDraw } from './lengths.ts';

export interface Source {
  /** Seconds; Infinity when nobody comes any more, or not before an answer is complete. */
  readonly nextTime: number;
  /** Requests so far; the row of the next one. */
  readonly count: number;
  /** Lets the next request arrive; its row is what `count` was. */
  readonly arrive: () => void;
  /** A request has left the system: in a closed loop its client will send another one. */
  readonly onLeave: (time: number) => void;
}

/** @param rows most requests that may arrive. */
export function requestSource(
  traffic: Traffic,
  requests: RequestColumns,
  rows: number,
  seed: number,
): Source {
  const clock = arrivalClock(traffic, randomStream(seed, 'arrivals'));
  const drawRow = requestDraw(traffic, seed);
  const source = { nextTime: rows > 0 ? clock.peek() : Infinity, count: 0 };
  const lookAhead = () => {
    source.nextTime = source.count < rows ? clock.peek() : Infinity;
  };
  const { arrival, prompt, output, kind, priority, cached, target, ready, chunkEnd } = requests;
  const arrive = () => {
    const row = source.count;
    const time = source.nextTime;
    const drawn = drawRow(row);
    const { promptTokens, outputTokens, cachedTokens: found } = drawn;
    kind[row] = drawn.kind;
    priority[row] = drawn.priority;
    arrival[row] = time;
    prompt[row] = promptTokens;
    output[row] = outputTokens;
    cached[row] = found;
    target[row] = promptTokens;
    ready[row] = found;
    chunkEnd[row] = time;
    source.count = row + 1;
    clock.pass();
    lookAhead();
  };
  const onLeave = (time: number) => {
    clock.onLeave(time);
    lookAhead();
  };
  return Object.assign(source, { arrive, onLeave: clock.isClosed ? onLeave : ignored });
}

const ignored = () => undefined;

interface ArrivalClock {
  readonly isClosed: boolean;
  /** The next time as known now: in a closed loop an answer may bring an earlier one. */
  readonly peek: () => number;
  /** The request of that time has arrived. */
  readonly pass: () => void;
  readonly onLeave: (time: number) => void;
}

function arrivalClock({ arrivals }: Traffic, random: Random): ArrivalClock {
  if (arrivals.process === 'closed') return closedClock(arrivals, random);
  const times = arrivalTimes(arrivals, random);
  let next = times();
  const pass = () => {
    next = times();
  };
  return { isClosed: false, peek: () => next, pass, onLeave: ignored };
}

/** Every client thinks, sends, waits for its last token, thinks again. */
function closedClock({ clients, meanThinkTime = 0 }: ClosedArrivals, random: Random): ArrivalClock {
  const sending = new FlatQueue<number>();
  const think = () => (meanThinkTime === 0 ? 0 : exponential(random, meanThinkTime));
  for (let client = 0; client < clients; client++) sending.push(client, think());
  return {
    isClosed: true,
    peek: () => sending.peekValue() ?? Infinity,
    pass: () => sending.pop(),
    onLeave: (time) => {
      sending.push(0, time + think());
    },
  };
}

/** What a request is like. */
interface Drawn {
  /** Index of its class. */
  readonly kind: number;
  readonly priority: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly cachedTokens: number;
}

/** Of a row: from laws with a stream each, those of its class where there are several, or of a trace. */
function requestDraw(traffic: Traffic, seed: number): (row: number) => Drawn {
  const classes = requestClasses(traffic);
  if (classes.length === 0) return kindDraw(traffic, seed, {});
  const draws = classes.map(({ priority, ...lengths }, kind) =>
    kindDraw({ ...traffic, ...lengths }, seed, { kind, priority, stream: ` of class ${kind}` }),
  );
  const drawKind = choiceDraw(
    randomStream(seed, 'classes'),
    classes.map(({ share }) => share),
  );
  return (row) => (draws[drawKind()] as (row: number) => Drawn)(row);
}

/** Requests of one kind. */
function kindDraw(
  traffic: Traffic,
  seed: number,
  { kind = 0, priority = 0, stream = '' }: { kind?: number; priority?: number; stream?: string },
): (row: number) => Drawn {
  const drawLengths = lengthsDraw(traffic, seed, stream);
  const drawCached = cachedDraw(traffic.cachedPrefix, randomStream(seed, `cached tokens${stream}`));
  return (row) => {
    const [promptTokens, outputTokens] = drawLengths(row);
    return { kind, priority, promptTokens, outputTokens, cachedTokens: drawCached(promptTokens) };
  };
}

function lengthsDraw(
  traffic: Traffic,
  seed: number,
  stream: string,
): (row: number) => readonly [number, number] {
  const { lengthPairs: pairs, arrivals } = traffic;
  if (pairs !== undefined) {
    const pair = (row: number) =>
      [pairs.promptTokens[row] as number, pairs.outputTokens[row] as number] as const;
    const isReplay =
      arrivals.process === 'trace' && arrivals.times.length === pairs.promptTokens.length;
    if (isReplay) return pair;
    const random = randomStream(seed, 'lengths');
    return () => pair(Math.floor(random() * pairs.promptTokens.length));
  }
  const prompt = lengthDraw(traffic.promptTokens, randomStream(seed, `prompt lengths${stream}`));
  const output = lengthDraw(traffic.outputTokens, randomStream(seed, `output lengths${stream}`));
  return () => [prompt(), output()];
}

/** Mean of prompt and output together, of so many draws. */
export function meanRequestTokens(traffic: Traffic, draws = 4000): number {
  const draw = requestDraw(traffic, 0);
  const rows = Math.min(draws, traffic.lengthPairs?.promptTokens.length ?? draws);
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const { promptTokens, outputTokens } = draw(row);
    sum += promptTokens + outputTokens;
  }
  return sum / rows;
}
