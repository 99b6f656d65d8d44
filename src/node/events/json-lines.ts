/** Events as JSON lines: an object per iteration as they pass, then one per request. */
import type { EventFormat } from './format.ts';
import { rounded } from './format.ts';

export const jsonLines: EventFormat = {
  paths: (path) => [path],
  open: ([file]) => ({
    onIteration: (iteration) => file?.write(line('iteration', iteration)),
    finish: ({ requests, tokenTimes }) => {
      let count = 0;
      for (const request of requests) {
        const times = tokenTimes(request.request).map(rounded);
        file?.write(line('request', { ...request, tokenTimes: times }));
        count += 1;
      }
      return count;
    },
  }),
};

function line(type: string, event: object): string {
  return `${JSON.stringify({ type, ...event }, roundedNumber)}\n`;
}

function roundedNumber(_: string, value: unknown): unknown {
  return typeof value === 'number' ? rounded(value) : value;
}
