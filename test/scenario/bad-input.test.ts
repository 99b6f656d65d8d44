import { expect, test } from 'vitest';
import { faults } from './faults.ts';
import { CHAT, chatWith, SHORT } from './files.ts';

const TOP =
  'name, model, hardware, parallelism, precision, iterationTime, engine, deployment, traffic, sla';
const ENGINE =
  'policy, maxBatchSize, tokenBudget, chunkSize, chunkOrder, wholeChunks, kvCapacity, gpuMemoryUtilization, preemption, kvBlockSize, kvWatermark, queueLimit, disaggregation, speculation';

test.each([
  [
    'an unknown GPU',
    chatWith('h100-sxm', 'h100'),
    [
      '2:11 hardware: given "h100", allowed the name of a GPU in the catalogue; did you mean h100-pcie, h100-sxm, h200',
    ],
  ],
  [
    'an unknown model',
    chatWith('llama-3.1-8b', 'llama-8b'),
    [
      '1:8 model: given "llama-8b", allowed the name of a model in the catalogue; did you mean llama-3.1-8b, llama-2-7b, llama-2-13b',
    ],
  ],
  [
    'an unknown field',
    chatWith('tokenBudget', 'tokenBudgt'),
    [`8:3 engine.tokenBudgt: given an unknown field, allowed ${ENGINE}; did you mean tokenBudget`],
  ],
  [
    'an unknown section',
    chatWith('sla:', 'slo:'),
    [`17:1 slo: given an unknown field, allowed ${TOP}; did you mean sla`],
  ],
  [
    'an unknown policy',
    chatWith('policy: chunked-prefill', 'policy: prefil-first'),
    [
      '6:11 engine.policy: given "prefil-first", allowed chunked-prefill, prefill-first, decode-first, static, disaggregated; did you mean prefill-first',
    ],
  ],
  [
    'a time without unit',
    chatWith('p99: 50 ms', 'p99: 500'),
    ['19:15 sla.tbt.p99: given 500, allowed a time > 0 and ≤ 1 day, such as "50 ms"'],
  ],
  [
    'a time in quotes without unit',
    chatWith('p99: 50 ms', 'p99: "500"'),
    ['19:15 sla.tbt.p99: given "500", allowed a time > 0 and ≤ 1 day, such as "50 ms"'],
  ],
  [
    'megaseconds for milliseconds',
    chatWith('p99: 50 ms', 'p99: 50 Ms'),
    ['19:15 sla.tbt.p99: given "50 Ms", allowed a time > 0 and ≤ 1 day, such as "50 ms"'],
  ],
  [
    'a rate without unit',
    chatWith('8 /s', '8'),
    ['13:39 traffic.arrivals.rate: given 8, allowed a rate > 0 and ≤ 1000000 /s, such as "8 /s"'],
  ],
  [
    'a negative rate',
    chatWith('8 /s', '-8 /s'),
    [
      '13:39 traffic.arrivals.rate: given "-8 /s", allowed a rate > 0 and ≤ 1000000 /s, such as "8 /s"',
    ],
  ],
  [
    'a rate of 1e400',
    chatWith('8 /s', '1e400 /s'),
    [
      '13:39 traffic.arrivals.rate: given "1e400 /s", allowed a rate > 0 and ≤ 1000000 /s, such as "8 /s"',
    ],
  ],
  [
    'no requests at all',
    chatWith('maxBatchSize: 256', 'maxBatchSize: 0'),
    ['7:17 engine.maxBatchSize: given 0, allowed a whole number 1 to 65536'],
  ],
  [
    'half a request',
    chatWith('maxBatchSize: 256', 'maxBatchSize: 2.5'),
    ['7:17 engine.maxBatchSize: given 2.5, allowed a whole number 1 to 65536'],
  ],
  [
    'not a number',
    chatWith('gpuMemoryUtilization: 0.9', 'gpuMemoryUtilization: .nan'),
    [
      '11:25 engine.gpuMemoryUtilization: given NaN, allowed a share > 0 and ≤ 1, such as 0.9 or "90 %"',
    ],
  ],
  [
    'infinity',
    chatWith('mean: 200', 'mean: .inf'),
    ['15:46 traffic.outputTokens.mean: given Infinity, allowed a number > 0 and ≤ 10000000'],
  ],
  [
    'an unknown law',
    chatWith('lognormal', 'lognorm'),
    [
      '14:33 traffic.promptTokens.distribution: given "lognorm", allowed fixed, uniform, lognormal, gamma, exponential, geometric, empirical; did you mean lognormal',
    ],
  ],
  [
    'a length that is no law',
    chatWith('{ distribution: gamma, mean: 200, cv: 0.8, max: 2048 }', '200'),
    [
      '15:17 traffic.outputTokens: given 200, allowed a map with distribution: fixed, uniform, lognormal, gamma, exponential, geometric, empirical',
    ],
  ],
  [
    'a mean the clamp cuts off',
    chatWith('mean: 1000', 'mean: 10000'),
    ['14:50 traffic.promptTokens.mean: given 10000, allowed a number from min = 1 to max = 8192'],
  ],
  [
    'a clamp the wrong way round',
    chatWith('cv: 1, max: 8192', 'cv: 1, min: 9000, max: 8192'),
    ['14:68 traffic.promptTokens.min: given 9000, allowed at most max = 8192'],
  ],
  [
    'a budget that does not hold the decodes',
    chatWith('tokenBudget: 2048', 'tokenBudget: 256'),
    [
      '8:16 engine.tokenBudget: given 256, allowed more than maxBatchSize = 256',
      '9:14 engine.chunkSize: given 512, allowed at most tokenBudget = 256',
    ],
  ],
  [
    'a batch beyond the default budget',
    SHORT.concat('engine: { maxBatchSize: 4096 }\n'),
    ['6:25 engine.maxBatchSize: given 4096, allowed less than tokenBudget = 2048'],
  ],
  [
    'percentiles that fall',
    chatWith('p50: 300 ms', 'p50: 3 s'),
    ['18:16 sla.ttft.p50: given "3 s", allowed at most p99 = 2 s'],
  ],
  [
    'a cached share beyond the prompt',
    chatWith('share: 0.3', 'share: 1.3'),
    [
      '16:26 traffic.cachedPrefix.share: given 1.3, allowed a share ≥ 0 and < 1, such as 0.3 or "30 %"',
    ],
  ],
  [
    'tensor parallel that does not divide the heads',
    chatWith('tensor: 1', 'tensor: 5'),
    ["3:24 parallelism.tensor: given 5, allowed a divisor of the model's 32 heads"],
  ],
  [
    'expert parallel of a dense model, and more stages than layers',
    chatWith('pipeline: 1, expert: 1', 'pipeline: 33, expert: 2'),
    [
      "3:37 parallelism.pipeline: given 33, allowed at most the model's 32 layers",
      '3:49 parallelism.expert: given 2, allowed 1, as the model has no experts',
    ],
  ],
  [
    'neither hardware nor iteration time',
    chatWith('hardware: h100-sxm\n', ''),
    [
      '1:1 hardware: given nothing, allowed the name of a GPU in the catalogue, or its datasheet numbers; or iterationTime instead of model and hardware',
    ],
  ],
  [
    'hardware and iteration time',
    SHORT.concat('hardware: h100-sxm\n'),
    [
      '6:11 hardware: given "h100-sxm", allowed no such field beside iterationTime, which stands for all of them',
    ],
  ],
  [
    'an engine of infinite speed',
    SHORT.replace('6 ms', '0 s').replace('20 us', '0 s'),
    [
      '1:24 iterationTime.base: given "0 s", allowed a base > 0 s, or time per decode request, so that an iteration takes time',
    ],
  ],
  [
    'coefficients without units',
    SHORT.replace('6 ms', '6').replace('perPrefillToken', 'perPrefilToken'),
    [
      '1:16 iterationTime.perPrefillToken: given nothing, allowed a time ≥ 0 and ≤ 1 min, such as "25 us"',
      '1:24 iterationTime.base: given 6, allowed a time ≥ 0 and ≤ 1 min, such as "6 ms"',
      '1:27 iterationTime.perPrefilToken: given an unknown field, allowed base, perPrefillToken, perAttentionPair, perDecodeRequest, perContextToken; did you mean perPrefillToken',
    ],
  ],
  [
    'a datasheet without units and without a cache',
    chatWith(
      'h100-sxm',
      '{ peakFlops: { bf16: 100 }, memory: 24 GB, memoryBandwidth: 1 TB, multiprocessors: 80 }',
    ),
    [
      '2:11 hardware.l2Cache: given nothing, allowed an amount of memory > 0, such as "50 MB"',
      '2:32 hardware.peakFlops.bf16: given 100, allowed a compute rate > 0, such as "989 TFLOPS"',
      '2:71 hardware.memoryBandwidth: given "1 TB", allowed a bandwidth > 0, such as "3.35 TB/s"',
    ],
  ],
  [
    'an unknown GPU to start from',
    chatWith('h100-sxm', '{ from: h100-smx }'),
    [
      '2:19 hardware.from: given "h100-smx", allowed the name of a GPU in the catalogue; did you mean h100-sxm',
    ],
  ],
  [
    'more active experts than there are',
    chatWith(
      'llama-3.1-8b',
      '{ layers: 2, hidden: 64, heads: 4, kvHeads: 2, headDim: 16, intermediate: 0, vocabulary: 9, maxContext: 9, experts: { count: 4, active: 5, intermediate: 8, shared: 0, sharedIntermediate: 0, layers: 2 } }',
    ),
    ['1:144 model.experts.active: given 5, allowed at most count = 4'],
  ],
  [
    'fewer weights than values',
    chatWith(
      'distribution: gamma, mean: 200, cv: 0.8, max: 2048',
      'distribution: empirical, values: [1, 2], weights: [1]',
    ),
    ['15:69 traffic.outputTokens.weights: given a list of 1, allowed as many numbers as values: 2'],
  ],
  [
    'a weight of zero and a negative length',
    chatWith(
      'distribution: gamma, mean: 200, cv: 0.8, max: 2048',
      'distribution: empirical, values: [1, -2], weights: [0, 1]',
    ),
    [
      '15:56 traffic.outputTokens.values.1: given -2, allowed a number ≥ 0',
      '15:71 traffic.outputTokens.weights.0: given 0, allowed a number > 0',
    ],
  ],
  [
    'lengths from nowhere',
    chatWith('distribution: gamma, mean: 200, cv: 0.8, max: 2048', 'distribution: empirical'),
    [
      '15:17 traffic.outputTokens.values: given nothing, allowed a list of 1 to 100000 numbers ≥ 0, or csv and column',
    ],
  ],
  [
    'lengths from two places',
    chatWith(
      'distribution: gamma, mean: 200, cv: 0.8, max: 2048',
      'distribution: empirical, values: [1], csv: a.csv',
    ),
    ['15:62 traffic.outputTokens.csv: given "a.csv", allowed values or csv, not both'],
  ],
  [
    'a CSV file without a column',
    chatWith(
      'distribution: gamma, mean: 200, cv: 0.8, max: 2048',
      'distribution: empirical, csv: a.csv',
    ),
    [
      '15:17 traffic.outputTokens.column: given nothing, allowed the header of the column that holds the lengths',
    ],
  ],
  [
    'a CSV file with weights',
    chatWith(
      'distribution: gamma, mean: 200, cv: 0.8, max: 2048',
      'distribution: empirical, csv: a.csv, column: n, weights: [1]',
    ),
    ['15:76 traffic.outputTokens.weights: given a list of 1, allowed weights only with values'],
  ],
  ['a list', '- 1\n- 2\n', [`1:1: given a list of 2, allowed a map with ${TOP}`]],
  ['a word', 'hello\n', [`1:1: given "hello", allowed a map with ${TOP}`]],
  [
    'an empty section',
    chatWith('  cachedPrefix: { share: 0.3 }', '  cachedPrefix:'),
    ['16:16 traffic.cachedPrefix: given nothing, allowed a map with share or tokens, one of them'],
  ],
])('%s is told where, what and what else', async (_, text, expected) =>
  expect(await faults(text)).toStrictEqual(expected.map((line) => `chat.yaml:${line}`)),
);

test('every fault is told at once, in the order of the file', async () => {
  const text = CHAT.replace('h100-sxm', 'h100')
    .replace('256', '0')
    .replace('0.9', '0')
    .replace('8 /s', '8')
    .replace('p90: 20 s', 'p90: 20');
  const found = await faults(text);
  expect(found.map((line) => line.split(': given')[0])).toStrictEqual([
    'chat.yaml:2:11 hardware',
    'chat.yaml:7:17 engine.maxBatchSize',
    'chat.yaml:11:25 engine.gpuMemoryUtilization',
    'chat.yaml:13:39 traffic.arrivals.rate',
    'chat.yaml:20:15 sla.e2e.p90',
  ]);
});

test.each([
  [
    'broken YAML',
    'model: [a\nhardware: b\n',
    'chat.yaml:2:1: given "hardware: b", allowed YAML or JSON (',
  ],
  [
    'truncated JSON',
    '{"model": "llama',
    'chat.yaml:1:17: given "{\\"model\\": \\"llama", allowed YAML or JSON (',
  ],
  ['two documents', 'a: 1\n---\nb: 2\n', 'chat.yaml:2:1: given "---", allowed YAML or JSON ('],
  [
    'a field given twice',
    `${CHAT}model: x\n`,
    'chat.yaml:21:1 model: given a second time, allowed each field once',
  ],
  [
    'nothing',
    '',
    'chat.yaml: given an empty file, allowed a scenario: model, hardware and traffic',
  ],
  [
    'blanks',
    ' \n\n',
    'chat.yaml: given an empty file, allowed a scenario: model, hardware and traffic',
  ],
  ['an alias to nothing', 'model: *a\n', 'chat.yaml'],
])('%s is no scenario', async (_, text, start) => {
  const [first = ''] = await faults(text);
  expect(first.slice(0, start.length)).toBe(start);
});

test.each([
  [
    'truncated',
    () => Promise.resolve('{ "architectures": ["Llama'),
    '1:8 model: given "m/config.json", allowed the path of a readable config.json (it is not complete JSON)',
  ],
  [
    'missing',
    () => Promise.reject(new Error('no such file')),
    '1:8 model: given "m/config.json", allowed the path of a readable config.json (no such file)',
  ],
])('a config.json that is %s is a fault of the model', async (_, readFile, expected) =>
  expect(await faults(chatWith('llama-3.1-8b', 'm/config.json'), { readFile })).toStrictEqual([
    `chat.yaml:${expected}`,
  ]),
);

test('a config.json of an unknown architecture names it and what is known', async () => {
  const readFile = () =>
    Promise.resolve('{ "architectures": ["MambaForCausalLM"], "model_type": "mamba" }');
  const [fault = ''] = await faults(chatWith('llama-3.1-8b', 'm/config.json'), { readFile });
  expect(fault).toMatch(/^chat\.yaml:1:8 model\..*[mM]amba.*allowed.*llama/);
});

test('without a reader no file can be named', async () =>
  expect(await faults(chatWith('llama-3.1-8b', 'm/config.json'))).toStrictEqual([
    'chat.yaml:1:8 model: given "m/config.json", allowed the path of a readable config.json (files cannot be read here)',
  ]));

test.each([
  [
    'n\n5\n',
    'column',
    '15:66 traffic.outputTokens.column: given "tokens", allowed a column of the file: n',
  ],
  [
    'tokens\n5\nx\n',
    'csv',
    '15:49 traffic.outputTokens.csv: given "log.csv", allowed numbers ≥ 0 in column tokens (line 3 has "x")',
  ],
  [
    'tokens\n',
    'csv',
    '15:49 traffic.outputTokens.csv: given "log.csv", allowed a CSV file with at least one row',
  ],
])('a CSV file %j is a fault of its %s', async (csv, _, expected) => {
  const text = chatWith(
    'distribution: gamma, mean: 200, cv: 0.8, max: 2048',
    'distribution: empirical, csv: log.csv, column: tokens',
  );
  const readFile = () => Promise.resolve(csv);
  expect(await faults(text, { readFile })).toStrictEqual([`chat.yaml:${expected}`]);
});

test('a CSV file that cannot be read is a fault of its path', async () => {
  const text = chatWith(
    'distribution: gamma, mean: 200, cv: 0.8, max: 2048',
    'distribution: empirical, csv: log.csv, column: tokens',
  );
  expect(await faults(text)).toStrictEqual([
    'chat.yaml:15:49 traffic.outputTokens.csv: given "log.csv", allowed the path of a readable CSV file (files cannot be read here)',
  ]);
});
