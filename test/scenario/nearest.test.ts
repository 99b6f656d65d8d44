import { expect, test } from 'vitest';
import { nearestNames } from '../../src/scenario/file/nearest.ts';

const FIELDS = ['policy', 'maxBatchSize', 'tokenBudget', 'chunkSize', 'kvCapacity'];
const GPUS = ['a100-80g-sxm', 'a100-80g-pcie', 'h100-sxm', 'h100-pcie', 'h200', 'l40s', 'l4'];

test.each([
  ['tokenBudgt', FIELDS, ['tokenBudget']],
  ['token_budget', FIELDS, ['tokenBudget']],
  ['TOKENBUDGET', FIELDS, ['tokenBudget']],
  ['chunk', FIELDS, ['chunkSize']],
  ['h100', GPUS, ['h100-pcie', 'h100-sxm', 'h200']],
  ['H100-SXM', GPUS, ['h100-sxm']],
  ['a100', GPUS, ['a100-80g-pcie', 'a100-80g-sxm']],
  ['mi300x', GPUS, []],
  ['', GPUS, []],
  ['x'.repeat(1000), GPUS, []],
])('%s is near to %j', (given, names, nearest) =>
  expect(nearestNames(given, names)).toStrictEqual(nearest),
);
