/**
 * Events for a timeline: the trace event format of Chrome, which ui.perfetto.dev opens. A process
 * per engine with its iterations and the counts of its requests, and one process with all requests,
 * each in its phases.
 */
import type { IterationRecord, RequestRecord } from '../../index.ts';
import type { EventFormat, EventSink } from './format.ts';
import type { Writer } from './line-writer.ts';

const REQUESTS = 1;
const FIRST_ENGINE = 2;
const processOf = (engine: number) => FIRST_ENGINE + engine;

export const traceEvents: EventFormat = {
  paths: (path) => [path],
  open: ([file]) => timeline(file as Writer),
};

function timeline(file: Writer): EventSink {
  let separator = '{"displayTimeUnit":"ms","traceEvents":[\n';
  const write = (event: object) => {
    file.write(`${separator}${JSON.stringify(event)}`);
    separator = ',\n';
  };
  const known = new Set<number>();
  write(processName(REQUESTS, 'requests'));
  return {
    onIteration: (iteration) => {
      const { engine } = iteration;
      if (!known.has(engine)) {
        known.add(engine);
        write(processName(processOf(engine), `engine ${engine}`));
        write({ ...named('thread_name', processOf(engine), 'iterations'), tid: 1 });
      }
      for (const event of iterationEvents(iteration)) write(event);
    },
    finish: ({ requests }) => {
      let count = 0;
      for (const request of requests) {
        for (const event of requestEvents(request)) write(event);
        count += 1;
      }
      file.write('\n]}\n');
      return count;
    },
  };
}

function processName(pid: number, name: string) {
  return named('process_name', pid, name);
}

function named(what: string, pid: number, name: string) {
  return { ph: 'M', name: what, pid, args: { name } };
}

function iterationEvents(iteration: IterationRecord): readonly object[] {
  const { engine, start, duration, waiting, running, ...batch } = iteration;
  const { prefillTokens, decodeRequests } = batch;
  const parts = [
    ...(prefillTokens > 0 ? [`prefill ${prefillTokens}`] : []),
    ...(decodeRequests > 0 ? [`decode ${decodeRequests}`] : []),
  ];
  const [ts, end] = [nanoseconds(start), nanoseconds(start + duration)];
  const at = { pid: processOf(engine), tid: 1, ts: ts / 1000 };
  return [
    // A nanosecond short, so that no reader's rounding makes it reach into the next.
    { ph: 'X', name: parts.join(' + '), ...at, dur: Math.max(0, end - ts - 1) / 1000, args: batch },
    { ph: 'C', name: 'requests', ...at, args: { waiting, running } },
  ];
}

/** A request and its phases, one inside the other; one that was lost is an instant. */
function requestEvents(record: RequestRecord): readonly object[] {
  const { request, outcome, arrival, prefillWait, ttft, e2e } = record;
  const same = { cat: 'request', id: request, pid: REQUESTS, tid: 1 };
  const event = (ph: string, name: string, seconds: number) => ({
    ...{ ph, name, ...same },
    ts: nanoseconds(seconds) / 1000,
  });
  if (prefillWait === null || ttft === null || e2e === null)
    return [{ ...event('n', outcome, arrival), args: argsOf(record) }];
  const phases = [
    ['queue', arrival, arrival + prefillWait],
    ['prefill', arrival + prefillWait, arrival + ttft],
    ['decode', arrival + ttft, arrival + e2e],
  ] as const;
  return [
    { ...event('b', 'request', arrival), args: argsOf(record) },
    ...phases.flatMap(([name, from, to]) => [event('b', name, from), event('e', name, to)]),
    event('e', 'request', arrival + e2e),
  ];
}

function argsOf({ request, engine, promptTokens, outputTokens, preemptions }: RequestRecord) {
  return { request, engine, promptTokens, outputTokens, preemptions };
}

function nanoseconds(seconds: number): number {
  return Math.round(seconds * 1e9);
}
