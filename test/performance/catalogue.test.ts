import { expect, test } from 'vitest';
import { genericCoefficients } from '../../src/scenario/generic-coefficients.ts';
import { catalogueHardware, catalogueModel, catalogueNames, parsed } from './catalogue.ts';

const GPUS = catalogueNames('hardware');
const STATUSES = ['measured', 'datasheet', 'prior'];

test('the catalogue has the GPUs and models it is announced with', () => {
  expect(GPUS).toHaveLength(19);
  expect(catalogueNames('llms')).toHaveLength(43);
  for (const name of GPUS) expect(parsed(`hardware/${name}`).name).toBe(name);
  for (const name of catalogueNames('llms')) expect(catalogueModel(name).name).toBe(name);
});

/** The groups of numbers in a file: maps whose fields are not maps themselves. */
function groupsIn(value: unknown, path: string): readonly (readonly [string, object])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const nested = Object.entries(value).flatMap(([key, field]) => groupsIn(field, `${path}.${key}`));
  return nested.length > 0 ? nested : [[path, value]];
}

test.each(GPUS)('%s: every group of coefficients has a source and a status', (name) => {
  const file = parsed(`hardware/${name}`);
  expect(file).toMatchObject({ source: expect.any(String) });
  const groups = groupsIn(file.coefficients, 'coefficients');
  expect(groups.length).toBeGreaterThanOrEqual(8);
  for (const [path, group] of groups) {
    expect(group, path).toMatchObject({ source: expect.any(String) });
    expect(STATUSES, path).toContain((group as { status?: string }).status);
  }
});

test.each(GPUS)('%s: what is reached is between nothing and the peak', (name) => {
  const { coefficients, peakFlops } = catalogueHardware(name);
  const { gemm, experts, prefillAttention, decodeAttention, elementwise, allReduce } = coefficients;
  const shares = [
    ...Object.values(gemm).flatMap(({ compute, memory }) => [compute, memory]),
    ...Object.values(experts).flatMap(({ compute, memory }) => [compute, memory]),
    prefillAttention.compute,
    decodeAttention.memory,
    elementwise.memory,
    allReduce.link,
    coefficients.sustainedCompute,
  ];
  for (const share of shares) {
    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThanOrEqual(1);
  }
  for (const { launch } of Object.values(gemm)) expect(launch).toBeLessThan(20e-6);
  for (const { sharpness } of Object.values(gemm)) expect(sharpness).toBeGreaterThanOrEqual(1);
  // A format with tensor cores has coefficients, one without has none.
  expect(Object.keys(gemm).sort()).toEqual(Object.keys(peakFlops).filter(isFormat).sort());
});

function isFormat(key: string): boolean {
  return ['bf16', 'fp8', 'fp4'].includes(key);
}

test.each(GPUS)('%s: the price shown is the first of those listed', (name) => {
  const file = parsed(`hardware/${name}`);
  const prices = (file.prices ?? []) as { pricePerHour: string }[];
  expect(file.pricePerHour).toBe(prices[0]?.pricePerHour);
});

test('a GPU nobody measured lies among the measured ones', () => {
  const generic = genericCoefficients(450e9);
  const measured = GPUS.map(catalogueHardware).filter(({ status }) => status === 'measured');
  const within = (read: (coefficients: typeof generic) => number) => {
    const found = measured.map(({ coefficients }) => read(coefficients));
    expect(read(generic)).toBeGreaterThanOrEqual(Math.min(...found));
    expect(read(generic)).toBeLessThanOrEqual(Math.max(...found));
  };
  within(({ gemm }) => gemm.bf16.compute);
  within(({ gemm }) => gemm.bf16.memory);
  within(({ gemm }) => gemm.bf16.launch);
  within(({ experts }) => experts.bf16.launch);
  within(({ prefillAttention }) => prefillAttention.compute);
  within(({ decodeAttention }) => decodeAttention.memory);
  within(({ allReduce }) => allReduce.latency);
});
