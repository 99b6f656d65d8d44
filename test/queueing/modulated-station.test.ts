import { expect, test } from 'vitest';
import { solveLinear } from '../../src/numerics/linear-algebra.ts';
import { type ModulatedStation, modulatedStation } from '../../src/queueing/modulated-station.ts';

const sum = (law: Iterable<number>) => [...law].reduce((total, p) => total + p, 0);

// Erlang's C(20, 16) = 0.256076; mean number waiting C·ρ/(1 − ρ).
test('one rate and single entries are M/M/20', () => {
  const [servers, load] = [20, 16];
  const { inside, waiting, beyond, meanBeyond } = modulatedStation({
    ...{ entries: () => load, departures: (n) => n, leaving: [0.3, 0.2] },
    ...{ clump: 1, capacity: servers },
    beyond: { arrivals: [load, load], leaving: [0.3, 0.2], serviceRate: servers, rest: 1 },
  });
  const top = (inside[2 * servers] ?? 0) + (inside[2 * servers + 1] ?? 0);
  expect(top + beyond[0] + beyond[1]).toBeCloseTo(0.256076, 5);
  expect(meanBeyond).toBeCloseTo((0.256076 * 0.8) / 0.2, 4);
  expect(sum(inside) + beyond[0] + beyond[1]).toBeCloseTo(1, 9);
  const rate = sum(waiting.map(({ rates }) => rates[0] + rates[1]));
  expect(rate / load).toBeCloseTo(0.256076, 5);
});

// Erlang's B by its recursion; C = B/(1 − ρ(1 − B)). Below 270 customers more come than go, so that
// whatever is lost of a small difference there grows without bound.
test('two states of nearly one rate are M/M/300 to the last digits', () => {
  const [servers, load] = [300, 270];
  let loss = 1;
  for (let n = 1; n <= servers; n++) loss = (load * loss) / (n + load * loss);
  const busy = loss / (1 - (load / servers) * (1 - loss));
  const { inside, beyond } = modulatedStation({
    entries: (_, i) => load * (1 + (i === 0 ? 1e-9 : -1e-9)),
    ...{ departures: (n) => n, leaving: [30, 20], clump: 1, capacity: servers },
    beyond: { arrivals: [load, load], leaving: [30, 20], serviceRate: servers, rest: 1 },
  });
  const top = (inside[2 * servers] ?? 0) + (inside[2 * servers + 1] ?? 0);
  expect((top + beyond[0] + beyond[1]) / busy).toBeCloseTo(1, 6);
  expect((inside[0] ?? 0) / (inside[1] ?? 0)).toBeCloseTo(20 / 30, 6);
});

test('who waits for how many departures is how many wait on average (Little)', () => {
  const { waiting, meanBeyond } = modulatedStation({
    ...{ entries: (_, i) => (i === 0 ? 26 : 11), departures: (n) => n, leaving: [0.05, 0.025] },
    ...{ clump: 2, capacity: 20 },
    beyond: { arrivals: [26, 11], leaving: [0.05, 0.025], serviceRate: 20, rest: 1.5 },
  });
  const waited = sum(waiting.map(({ place, rates }) => (place * (rates[0] + rates[1])) / 20));
  expect(waited / meanBeyond).toBeCloseTo(1, 6);
});

/** Jumps out of n in state i: [to, rate], by clumps up to a level that takes all that is left. */
function clumps(n: number, i: 0 | 1, station: ModulatedStation, levels: number) {
  const { entries, clump, capacity, beyond } = station;
  let left = entries(n, i) / clump;
  return Array.from({ length: levels - n }, (_, above): readonly [number, number] => {
    const to = n + 1 + above;
    const stop = 1 / (to <= capacity ? clump : (beyond?.rest ?? 1));
    const rate = to === levels ? left : left * stop;
    left *= 1 - stop;
    return [to, rate];
  });
}

/** All jumps out of n in state i, as [2·(number) + state, rate]. */
function jumps(n: number, i: 0 | 1, station: ModulatedStation, levels: number) {
  const { departures, leaving, capacity, beyond } = station;
  const inside = n <= capacity;
  const up: (readonly [number, number])[] = inside
    ? clumps(n, i, station, levels)
    : n < levels
      ? [[n + 1, beyond?.arrivals[i] ?? 0]]
      : [];
  const down = inside ? departures(n, i) : (beyond?.serviceRate ?? 0);
  return [
    [2 * n + 1 - i, (inside ? leaving : (beyond?.leaving ?? leaving))[i]] as const,
    ...(n > 0 ? [[2 * (n - 1) + i, down] as const] : []),
    ...up.map(([to, rate]) => [2 * to + i, rate] as const),
  ];
}

/** Balance equations of the station with a short waiting room behind it, solved all at once. */
function byBalance(station: ModulatedStation, levels: number): Float64Array {
  const size = 2 * (levels + 1);
  const rows = Array.from({ length: size }, () => new Float64Array(size));
  const move = (from: number, to: number, rate: number) => {
    const [out, into] = [rows[from] as Float64Array, rows[to] as Float64Array];
    out[from] = (out[from] ?? 0) - rate;
    into[from] = (into[from] ?? 0) + rate;
  };
  for (let n = 0; n <= levels; n++)
    for (const i of [0, 1] as const)
      for (const [to, rate] of jumps(n, i, station, levels)) move(2 * n + i, to, rate);
  rows[size - 1] = new Float64Array(size).fill(1);
  const right = new Float64Array(size);
  right[size - 1] = 1;
  return solveLinear(rows, right) ?? right;
}

test('clumps, states and a queue beyond satisfy the balance equations', () => {
  const station: ModulatedStation = {
    entries: (n, i) => (i === 0 ? 9 : 3) + 0.1 * n,
    departures: (n, i) => n * (i === 0 ? 0.8 : 1.1),
    ...{ leaving: [0.4, 0.2], clump: 2.5, capacity: 8 },
    beyond: { arrivals: [9, 3], leaving: [0.3, 0.15], serviceRate: 9, rest: 1.6 },
  };
  const { inside, beyond } = modulatedStation(station);
  const reference = byBalance(station, 160);
  expect([...inside]).toEqual([...reference.slice(0, 18)].map((p) => expect.closeTo(p, 7)));
  for (const i of [0, 1] as const)
    expect(beyond[i]).toBeCloseTo(sum(reference.slice(18).filter((_, at) => at % 2 === i)), 7);
});
