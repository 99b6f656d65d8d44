import { describe, expect, test } from 'vitest';
import { parseScenario, trafficPlot, trafficReport } from '../../src/index.ts';
import { randomStream } from '../../src/numerics/random.ts';
import { jsonReport } from '../../src/report/json.ts';
import { trafficSection } from '../../src/report/traffic-section.ts';
import { arrivalTimes, type OpenArrivals } from '../../src/simulation/traffic/arrivals.ts';
import { lengthDraw } from '../../src/simulation/traffic/lengths.ts';
import { describeTally } from '../../src/study/traffic/describe-traffic.ts';
import { TrafficTally } from '../../src/study/traffic/traffic-tally.ts';
import { CHAT } from '../scenario/files.ts';
import { documentedKeys, keysOf } from './documented.ts';

function described(arrivals: OpenArrivals | undefined, isMixed = false, count = 30_000) {
  const random = (name: string) => randomStream(2, name);
  const next = arrivals === undefined ? () => Number.NaN : arrivalTimes(arrivals, random('times'));
  const long = lengthDraw({ distribution: 'lognormal', mean: 900, cv: 1 }, random('long'));
  const short = lengthDraw({ distribution: 'gamma', mean: 100, cv: 0.6 }, random('short'));
  const tally = new TrafficTally();
  for (let i = 0; i < count; i++)
    tally.add(next(), isMixed && i % 3 > 0 ? short() : long(), short());
  return describeTally(tally);
}

const CASES: readonly (readonly [string, ReturnType<typeof described>])[] = [
  ['poisson', described({ process: 'poisson', rate: 8 })],
  ['gamma', described({ process: 'gamma', rate: 8, scv: 4 }, true)],
  [
    'mmpp',
    described({
      process: 'mmpp',
      states: [
        { rate: 40, meanDuration: 9 },
        { rate: 0, meanDuration: 20 },
      ],
    }),
  ],
  [
    'schedule',
    described({
      process: 'schedule',
      phases: [
        { duration: 4000, rate: 1, endRate: 10 },
        { duration: 4000, rate: 10, endRate: 1 },
      ],
    }),
  ],
];

describe.each(CASES)('a trace of %s arrivals', (process, description) => {
  test('has that process in its fitted section, which reads as what was fitted', async () => {
    expect(description.traffic.arrivals.process).toBe(process);
    const head = CHAT.slice(0, CHAT.indexOf('traffic:'));
    const { traffic } = await parseScenario(`${head}${trafficSection(description).join('\n')}\n`);
    expect(traffic).toEqual(description.traffic);
  });

  test('is told in at most 100 columns, the section last', () => {
    const text = trafficReport(description);
    const section = trafficSection(description).join('\n');
    expect(text.endsWith(`${section}\n`)).toBe(true);
    for (const line of text.slice(0, -section.length).split('\n'))
      expect(line.length).toBeLessThanOrEqual(100);
    expect(text).toMatch(/^30,000 requests in /);
    expect(text).not.toMatch(/NaN|undefined/);
  });

  test('is drawn', () => {
    const picture = trafficPlot(description);
    expect(picture).toMatch(/^<svg [^>]*viewBox="0 0 900 700"/);
    expect(picture.trimEnd().endsWith('</svg>')).toBe(true);
    expect(picture).not.toMatch(/NaN|Infinity|undefined/);
    expect(picture).toContain(`fitted ${process}`);
    const numbers = [...picture.matchAll(/ (?:x|cx|x1|x2)="(-?[\d.]+)"/g)].map(([, x]) =>
      Number(x),
    );
    expect(numbers.length).toBeGreaterThan(30);
    expect(numbers.every((x) => x >= 0 && x <= 900)).toBe(true);
  });
});

test('lengths without times: a placeholder for the rate, and a picture of the lengths', async () => {
  const description = described(undefined);
  const section = trafficSection(description);
  expect(section[1]).toBe('  # the file has no times: this rate is a placeholder');
  const head = CHAT.slice(0, CHAT.indexOf('traffic:'));
  const { traffic } = await parseScenario(`${head}${section.join('\n')}\n`);
  expect(traffic.arrivals).toEqual({ process: 'poisson', rate: 1 });
  expect(trafficReport(description)).not.toContain('Burstiness');
  expect(trafficPlot(description)).not.toContain('dispersion');
});

test('the JSON of a description has exactly the documented keys', () => {
  const laws =
    /^(traffic\.|arrivals\.fit\.(arrivals|others)|(prompt|output)Tokens\.(law|empirical)\.law)/;
  const keys = new Set(
    CASES.flatMap(([, description]) => keysOf(JSON.parse(jsonReport(description)))).filter(
      (key) => !laws.test(key),
    ),
  );
  const documented = [...documentedKeys('traffic')].flatMap((key) =>
    ['promptTokens', 'outputTokens'].map((column) => key.replace('{c}', column)),
  );
  const inLists = (key: string) => key.replace(/\[\]\..*$/, '[]');
  expect([...keys].sort()).toEqual(
    [...new Set(documented.map(inLists))].filter((key) => !laws.test(key)).sort(),
  );
});
