import { expect, test } from 'vitest';
import { catalogData } from '../../src/scenario/catalog-data.ts';
import { parseScenario } from '../../src/scenario/parse.ts';
import { CHAT, chatWith, SHORT } from './files.ts';

const h100 = catalogData.hardware.find(({ hardware }) => hardware.name === 'h100-sxm')?.hardware;
const llama = catalogData.models.find(({ model }) => model.name === 'llama-3.1-8b')?.model;

test('the contract becomes a scenario in SI units', async () =>
  expect(await parseScenario(CHAT)).toStrictEqual({
    iterationTime: {
      kind: 'hardware',
      model: llama,
      hardware: h100,
      parallelism: { tensor: 1, pipeline: 1, expert: 1, data: 1 },
      precision: { weights: 'bf16', kvCache: 'bf16' },
    },
    engine: {
      policy: 'chunked-prefill',
      maxBatchSize: 256,
      tokenBudget: 2048,
      chunkSize: 512,
      kvCapacity: 100000,
      gpuMemoryUtilization: 0.9,
    },
    traffic: {
      arrivals: { process: 'poisson', rate: 8 },
      promptTokens: { distribution: 'lognormal', mean: 1000, cv: 1, max: 8192 },
      outputTokens: { distribution: 'gamma', mean: 200, cv: 0.8, max: 2048 },
      cachedPrefix: { share: 0.3 },
    },
    sla: { ttft: { p50: 0.3, p99: 2 }, tbt: { p99: 0.05 }, e2e: { p90: 20 } },
  }));

test('what a file does not say has a default', async () => {
  const { engine, sla, traffic } = await parseScenario(SHORT);
  expect(engine).toStrictEqual({
    policy: 'chunked-prefill',
    maxBatchSize: 256,
    tokenBudget: 2048,
    gpuMemoryUtilization: 0.9,
  });
  expect(sla).toStrictEqual({});
  expect(traffic.arrivals).toStrictEqual({ process: 'poisson', rate: 8 });
});

test('the same scenario in JSON, indented by tabs, is the same scenario', async () => {
  const json = JSON.stringify(
    {
      iterationTime: { base: '6 ms', perPrefillToken: '25 us', perDecodeRequest: '20 us' },
      traffic: {
        arrivals: { rate: '8 /s' },
        promptTokens: { distribution: 'fixed', value: 1000 },
        outputTokens: { distribution: 'fixed', value: 100 },
      },
    },
    null,
    '\t',
  );
  expect(await parseScenario(json)).toStrictEqual(await parseScenario(SHORT));
});

test('a linear iteration time is zero where nothing is given', async () => {
  const { iterationTime } = await parseScenario(SHORT);
  expect(iterationTime).toStrictEqual({
    kind: 'linear',
    base: 0.006,
    perPrefillToken: 0.000025,
    perAttentionPair: 0,
    perDecodeRequest: 0.00002,
    perContextToken: 0,
  });
});

test('a roofline is told by its memory and compute', async () => {
  const roofline = SHORT.replace(
    /^iterationTime.*$/m,
    'iterationTime: { base: 1.2 ms, memory: { base: 4.8 ms, perContextToken: 39 ns }, compute: { perPrefillToken: 27 us, perAttentionPair: 1 ns, perDecodeRequest: 27 us } }',
  );
  expect((await parseScenario(roofline)).iterationTime).toStrictEqual({
    kind: 'roofline',
    base: 0.0012,
    memory: { base: 0.0048, perContextToken: 39e-9, perPrefillToken: 0 },
    compute: {
      perPrefillToken: 27e-6,
      perAttentionPair: 1e-9,
      perDecodeRequest: 27e-6,
      perContextToken: 0,
    },
  });
});

test('weights have the format of the checkpoint unless told otherwise', async () => {
  const own = chatWith('precision: { weights: bf16, kvCache: bf16 }\n', '');
  const precisionOf = async (text: string) => {
    const { iterationTime } = await parseScenario(text);
    return 'precision' in iterationTime ? iterationTime.precision : undefined;
  };
  expect(await precisionOf(own)).toStrictEqual({ weights: 'bf16', kvCache: 'bf16' });
  expect(await precisionOf(own.replace('llama-3.1-8b', 'deepseek-v3'))).toStrictEqual({
    weights: 'fp8',
    kvCache: 'bf16',
  });
});

const DATASHEET = `{ name: novel, peakFlops: { bf16: 200 TFLOPS }, memory: 32 GB,
  memoryBandwidth: 1.8 TB/s, multiprocessors: 170, l2Cache: 96 MB, pricePerHour: $0.5/hour }`;

async function hardwareOf(hardware: string) {
  const { iterationTime } = await parseScenario(chatWith('h100-sxm', hardware));
  return 'hardware' in iterationTime ? iterationTime.hardware : undefined;
}

test('a GPU written out has the generic coefficients and says so', async () => {
  const gpu = await hardwareOf(DATASHEET);
  expect(gpu).toMatchObject({ name: 'novel', status: 'generic', memory: 32e9, pricePerHour: 0.5 });
  expect(gpu?.coefficients.gemm.bf16).toStrictEqual({
    compute: 0.75,
    memory: 0.82,
    launch: 4e-6,
    sharpness: 2.5,
  });
});

test('its link is that of the slowest servers unless told', async () =>
  expect((await hardwareOf(DATASHEET))?.linkBandwidth).toBe(32e9));

test('a catalogue GPU at another price stays measured, with other memory it does not', async () => {
  const cheaper = await hardwareOf('{ from: h100-sxm, pricePerHour: 1 USD/hour }');
  expect(cheaper).toStrictEqual({ ...h100, pricePerHour: 1 });
  const larger = await hardwareOf('{ from: h100-sxm, name: h100-nvl, memory: 94 GB }');
  expect(larger).toStrictEqual({ ...h100, name: 'h100-nvl', memory: 94e9, status: 'prior' });
});

test('a model written out has the usual feed-forward layer', async () => {
  const model =
    '{ layers: 2, hidden: 64, heads: 4, kvHeads: 2, headDim: 16, intermediate: 128, vocabulary: 1000, maxContext: 2048 }';
  const { iterationTime } = await parseScenario(chatWith('llama-3.1-8b', model));
  expect('model' in iterationTime && iterationTime.model).toMatchObject({
    name: 'inline model',
    gatedMlp: true,
    tiedEmbeddings: false,
    layers: 2,
  });
});

const CONFIG = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  hidden_size: 2048,
  intermediate_size: 8192,
  num_hidden_layers: 16,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  vocab_size: 128256,
  max_position_embeddings: 131072,
};

test('a config.json is read through the reader and named after its folder', async () => {
  const paths: string[] = [];
  const readFile = (path: string) => {
    paths.push(path);
    return Promise.resolve(JSON.stringify(CONFIG));
  };
  const text = chatWith('llama-3.1-8b', 'checkpoints/my-llama/config.json');
  const { iterationTime } = await parseScenario(text, { readFile });
  expect(paths).toStrictEqual(['checkpoints/my-llama/config.json']);
  expect('model' in iterationTime && iterationTime.model).toMatchObject({
    name: 'my-llama',
    layers: 16,
    kvHeads: 8,
  });
});

test('lengths come from a CSV column, each distinct one with its count', async () => {
  const readFile = () => Promise.resolve('id,tokens\na,30\nb,10\nc,30\n');
  const text = chatWith(
    'distribution: lognormal, mean: 1000, cv: 1, max: 8192',
    'distribution: empirical, csv: log.csv, column: tokens, max: 20',
  );
  const { traffic } = await parseScenario(text, { readFile });
  expect(traffic.promptTokens).toStrictEqual({
    distribution: 'empirical',
    values: [10, 30],
    weights: [1, 2],
    max: 20,
  });
});

test.each([
  'distribution: fixed, value: 500',
  'distribution: uniform, min: 10, max: 20',
  'distribution: gamma, mean: 500, cv: 0.5, min: 10',
  'distribution: exponential, mean: 500',
  'distribution: geometric, mean: 500, max: 501',
  'distribution: empirical, values: [10, 20.5], weights: [1, 3]',
])('a length law { %s } passes as it is', async (law) => {
  const text = chatWith('distribution: lognormal, mean: 1000, cv: 1, max: 8192', law);
  const { traffic } = await parseScenario(text);
  const written = law.split(/, (?=\w+:)/).map((part) => part.split(': '));
  expect(new Set(Object.keys(traffic.promptTokens))).toStrictEqual(
    new Set(written.map(([key]) => key)),
  );
});

test('shares may be percentages', async () => {
  const text = chatWith('share: 0.3', 'share: 30 %').replace('0.9', '90 %');
  expect(await parseScenario(text)).toStrictEqual(await parseScenario(CHAT));
});
