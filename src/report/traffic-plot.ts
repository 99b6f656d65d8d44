/** A picture of a trace: rate over time, lengths, and burstiness with the fitted process. */
import type {
  ArrivalDescription,
  LengthDescription,
  TrafficDescription,
} from '../scenario/traffic-description.ts';
import { digits, rate } from './parts/format.ts';
import { COLORS, type Panel, panel, type Series, svg } from './parts/svg.ts';
import { spanOf } from './traffic-report.ts';

const [WIDTH, HEIGHT, HEAD, ROW] = [900, 700, 40, 320];

/** An SVG of 900 × 700 pixels; of the lengths alone where the file has no times. */
export function trafficPlot(description: TrafficDescription): string {
  const { requests, arrivals } = description;
  if (arrivals === undefined)
    return svg(WIDTH, HEAD + ROW, `${digits(requests, 0)} requests, without times`, [
      ...panel({ ...lengths(description), left: 0, top: HEAD, width: WIDTH, height: ROW }),
    ]);
  const title = `${digits(requests, 0)} requests in ${spanOf(arrivals.span)}, ${rate(arrivals.meanRate)}`;
  const half = { top: HEAD + ROW, width: WIDTH / 2, height: ROW };
  return svg(WIDTH, HEIGHT, title, [
    ...panel({ ...overTime(arrivals), left: 0, top: HEAD, width: WIDTH, height: ROW }),
    ...panel({ ...lengths(description), left: 0, ...half }),
    ...panel({ ...dispersion(arrivals), left: WIDTH / 2, ...half }),
  ]);
}

type Content = Pick<Panel, 'title' | 'xLabel' | 'x' | 'y' | 'series'>;

const UNITS = [
  ['days', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

function overTime({ rateOverTime, span }: ArrivalDescription): Content {
  const { width, rates } = rateOverTime;
  const [unit, seconds] = UNITS.find(([, size]) => span >= 2 * size) ?? ['s', 1];
  const points = rates.flatMap((each, i): [number, number][] => [
    [(i * width) / seconds, each],
    [((i + 1) * width) / seconds, each],
  ]);
  return {
    title: `Requests per second, in parts of ${spanOf(width)}`,
    xLabel: `time, ${unit}`,
    x: { from: 0, to: (rates.length * width) / seconds, isLog: false },
    y: { from: 0, to: 1.08 * Math.max(...rates), isLog: false },
    series: [{ name: 'rate', color: COLORS.blue, points, style: { line: '' }, isFilled: true }],
  };
}

/** Shares of requests that are longer, in steps of the few values that stand for them. */
function lengths({ promptTokens, outputTokens }: TrafficDescription): Content {
  const series: Series[] = [
    {
      name: 'prompt',
      color: COLORS.blue,
      points: longer(promptTokens),
      style: { line: '' },
    },
    {
      name: 'output',
      color: COLORS.orange,
      points: longer(outputTokens),
      style: { line: '7 4' },
    },
  ];
  const values = series.flatMap(({ points }) => points.map(([x]) => x));
  return {
    title: 'Share of requests longer than so many tokens',
    xLabel: 'tokens',
    x: { from: Math.min(...values), to: Math.max(2, ...values), isLog: true },
    y: { from: 1e-4, to: 1, isLog: true },
    series,
  };
}

/** The middle of each step of the distribution; down to the largest length. */
function longer({ empirical, max }: LengthDescription): [number, number][] {
  const { law } = empirical;
  if (law.distribution !== 'empirical') return [];
  const weights = law.weights ?? law.values.map(() => 1);
  let left = weights.reduce((sum, weight) => sum + weight, 0);
  const total = left;
  const points = law.values.map((value, i): [number, number] => {
    const weight = weights[i] ?? 0;
    const share = (left - weight / 2) / total;
    left -= weight;
    return [value, share];
  });
  return [...points, [max, 1e-4]];
}

function dispersion({ dispersion: seen, fit }: ArrivalDescription): Content {
  const points = (of: (each: ArrivalDescription['dispersion'][number], i: number) => number) =>
    seen.map((each, i): [number, number] => [each.seconds, of(each, i)]);
  const series: Series[] = [
    {
      name: `fitted ${fit.arrivals.process}`,
      color: COLORS.orange,
      points: points((_, i) => fit.dispersion[i] ?? 1),
      style: { line: '7 4' },
    },
    {
      name: 'all windows',
      color: COLORS.blue,
      points: points(({ index }) => index),
      style: { mark: 'circle' },
    },
    {
      name: 'neighbours',
      color: COLORS.grey,
      points: points(({ local }) => local),
      style: { mark: 'square' },
    },
  ];
  const values = series.flatMap((each) => each.points.map(([, y]) => y)).filter((y) => y > 0);
  const seconds = seen.map((each) => each.seconds);
  return {
    title: 'Index of dispersion of counts (Poisson: 1)',
    xLabel: 'seconds of a window',
    x: { from: Math.min(1, ...seconds), to: Math.max(2, ...seconds), isLog: true },
    y: { from: Math.min(0.5, ...values), to: 1.2 * Math.max(2, ...values), isLog: true },
    series,
  };
}
