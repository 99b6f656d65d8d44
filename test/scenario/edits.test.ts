import { expect, test } from 'vitest';
import { parseScenario } from '../../src/scenario/parse.ts';
import { CHAT, chatWith, SHORT } from './files.ts';

test.each([
  ['a value', ['traffic.arrivals.rate=12 /s'], chatWith('8 /s', '12 /s')],
  ['a number', ['engine.tokenBudget = 4096'], chatWith('2048\n', '4096\n')],
  ['a name', ['hardware=h200'], chatWith('h100-sxm', 'h200')],
  [
    'the later of two',
    ['engine.tokenBudget=512', 'engine.tokenBudget=4096'],
    chatWith('2048\n', '4096\n'),
  ],
  [
    'a whole section',
    ['sla={ tbt: { p99: 30 ms } }'],
    CHAT.replace(/sla:\n(.*\n)*/, 'sla: { tbt: { p99: 30 ms } }\n'),
  ],
])('--set changes %s as the file would', async (_, set, same) =>
  expect(await parseScenario(CHAT, { set })).toStrictEqual(await parseScenario(same)),
);

test('--set makes the maps on its way', async () => {
  const { sla } = await parseScenario(SHORT, { set: ['sla.ttft.p99=2 s', 'sla.ttft.p50=1 s'] });
  expect(sla).toStrictEqual({ ttft: { p99: 2, p50: 1 } });
});

test('--set fills a section that the file left empty', async () => {
  const { sla } = await parseScenario(`${SHORT}sla:\n`, { set: ['sla.ttft.p99=2 s'] });
  expect(sla).toStrictEqual({ ttft: { p99: 2 } });
});

test('--set reaches into lists', async () => {
  const law = 'distribution: empirical, values: [10, 20]';
  const text = chatWith('distribution: gamma, mean: 200, cv: 0.8, max: 2048', law);
  const set = ['traffic.outputTokens.values.1=30'];
  const { traffic } = await parseScenario(text, { set });
  expect(traffic.outputTokens).toMatchObject({ values: [10, 30] });
});

const FORM = 'allowed path=value, such as traffic.arrivals.rate="12 /s"';
test.each([
  ['engine', `--set: given "engine", ${FORM}`],
  ['=5', `--set: given "=5", ${FORM}`],
  ['engine.tokenBudget=', `--set: given "engine.tokenBudget=", ${FORM}`],
  ['engine..tokenBudget=5', `--set: given "engine..tokenBudget=5", ${FORM}`],
  ['__proto__.x=5', `--set: given "__proto__.x=5", ${FORM}`],
  ['engine.constructor.x=5', `--set: given "engine.constructor.x=5", ${FORM}`],
  ['sla=[', `--set: given "sla=[", ${FORM}`],
  ['sla=&a [*a]', `--set: given "sla=&a [*a]", ${FORM}`],
  [
    'model.layers=5',
    '--set: given "model.layers", allowed a field, as model is not a map but "llama-3.1-8b"',
  ],
  [
    'traffic.arrivals.rate=12',
    'traffic.arrivals.rate: given 12, allowed a rate > 0 and ≤ 1000000 /s, such as "8 /s"',
  ],
  [
    'engin.tokenBudget=5',
    'engin: given an unknown field, allowed name, model, hardware, parallelism, precision, iterationTime, engine, deployment, traffic, sla; did you mean engine',
  ],
  [
    'engine.tokenBudgets=5',
    'engine.tokenBudgets: given an unknown field, allowed policy, maxBatchSize, tokenBudget, chunkSize, chunkOrder, wholeChunks, kvCapacity, gpuMemoryUtilization, preemption, kvBlockSize, kvWatermark, queueLimit, disaggregation, speculation; did you mean tokenBudget',
  ],
])('--set %s is refused, without a line of the file', async (edit, message) =>
  expect(parseScenario(CHAT, { set: [edit] })).rejects.toThrow(
    expect.objectContaining({ message }),
  ),
);
