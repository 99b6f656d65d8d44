import { expect, test } from 'vitest';
import { InvalidInputError } from '../../src/checks.ts';
import { parameterCount } from '../../src/performance/memory/parameters.ts';
import type { Architecture } from '../../src/scenario/architecture.ts';
import { architectureFromConfig, MODEL_TYPES } from '../../src/scenario/huggingface.ts';

const llama = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  hidden_size: 4096,
  intermediate_size: 14_336,
  max_position_embeddings: 131_072,
  num_attention_heads: 32,
  num_hidden_layers: 32,
  num_key_value_heads: 8,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
  vocab_size: 128_256,
};

const gemma3 = {
  model_type: 'gemma3',
  text_config: {
    model_type: 'gemma3_text',
    hidden_size: 3840,
    intermediate_size: 15_360,
    num_attention_heads: 16,
    num_hidden_layers: 48,
    num_key_value_heads: 8,
    sliding_window: 1024,
  },
  vision_config: { hidden_size: 1152 },
};

const deepseek = {
  model_type: 'deepseek_v3',
  first_k_dense_replace: 3,
  hidden_size: 7168,
  intermediate_size: 18_432,
  kv_lora_rank: 512,
  max_position_embeddings: 163_840,
  moe_intermediate_size: 2048,
  moe_layer_freq: 1,
  n_routed_experts: 256,
  n_shared_experts: 1,
  num_attention_heads: 128,
  num_experts_per_tok: 8,
  num_hidden_layers: 61,
  num_key_value_heads: 128,
  q_lora_rank: 1536,
  qk_nope_head_dim: 128,
  qk_rope_head_dim: 64,
  quantization_config: { quant_method: 'fp8', fmt: 'e4m3', weight_block_size: [128, 128] },
  v_head_dim: 128,
  vocab_size: 129_280,
};

const maverick = {
  model_type: 'llama4',
  text_config: {
    model_type: 'llama4_text',
    attention_chunk_size: 8192,
    head_dim: 128,
    hidden_size: 5120,
    interleave_moe_layer_step: 2,
    intermediate_size: 8192,
    intermediate_size_mlp: 16_384,
    max_position_embeddings: 1_048_576,
    no_rope_layers: [],
    num_attention_heads: 40,
    num_experts_per_tok: 1,
    num_hidden_layers: 48,
    num_key_value_heads: 8,
    num_local_experts: 128,
    vocab_size: 202_048,
  },
};

const alternating = (layers: number) =>
  Array.from({ length: layers }, (_, i) => (i % 2 === 0 ? 'sliding_attention' : 'full_attention'));

/** Fields as in the published config.json, what is to be read, billions of parameters published. */
const FAMILIES: readonly (readonly [string, object, Partial<Architecture>, number])[] = [
  ['Llama 3.1 8B', llama, { heads: 32, kvHeads: 8, headDim: 128, gatedMlp: true }, 8.03],
  [
    'Mistral 7B v0.1',
    {
      model_type: 'mistral',
      hidden_size: 4096,
      intermediate_size: 14_336,
      max_position_embeddings: 32_768,
      num_attention_heads: 32,
      num_hidden_layers: 32,
      num_key_value_heads: 8,
      sliding_window: 4096,
      vocab_size: 32_000,
    },
    { slidingWindow: { window: 4096, layers: 32 }, tiedEmbeddings: false },
    7.24,
  ],
  [
    'Mixtral 8x7B',
    {
      model_type: 'mixtral',
      hidden_size: 4096,
      intermediate_size: 14_336,
      max_position_embeddings: 32_768,
      num_attention_heads: 32,
      num_experts_per_tok: 2,
      num_hidden_layers: 32,
      num_key_value_heads: 8,
      num_local_experts: 8,
      sliding_window: null,
      vocab_size: 32_000,
    },
    {
      experts: {
        count: 8,
        active: 2,
        intermediate: 14_336,
        shared: 0,
        sharedIntermediate: 0,
        layers: 32,
      },
    },
    46.7,
  ],
  [
    'Qwen2.5 7B',
    {
      model_type: 'qwen2',
      hidden_size: 3584,
      intermediate_size: 18_944,
      max_position_embeddings: 32_768,
      max_window_layers: 28,
      num_attention_heads: 28,
      num_hidden_layers: 28,
      num_key_value_heads: 4,
      sliding_window: 131_072,
      use_sliding_window: false,
      vocab_size: 152_064,
    },
    { heads: 28, kvHeads: 4, headDim: 128 },
    7.62,
  ],
  [
    'Qwen3 30B-A3B',
    {
      model_type: 'qwen3_moe',
      decoder_sparse_step: 1,
      head_dim: 128,
      hidden_size: 2048,
      intermediate_size: 6144,
      max_position_embeddings: 40_960,
      mlp_only_layers: [],
      moe_intermediate_size: 768,
      num_attention_heads: 32,
      num_experts: 128,
      num_experts_per_tok: 8,
      num_hidden_layers: 48,
      num_key_value_heads: 4,
      sliding_window: null,
      tie_word_embeddings: false,
      vocab_size: 151_936,
    },
    { headDim: 128 },
    30.53,
  ],
  [
    'Gemma 2 9B',
    {
      model_type: 'gemma2',
      head_dim: 256,
      hidden_size: 3584,
      intermediate_size: 14_336,
      max_position_embeddings: 8192,
      num_attention_heads: 16,
      num_hidden_layers: 42,
      num_key_value_heads: 8,
      sliding_window: 4096,
      vocab_size: 256_000,
    },
    { slidingWindow: { window: 4096, layers: 21 }, tiedEmbeddings: true },
    9.24,
  ],
  [
    'Gemma 3 12B, text part, with fields it leaves to their defaults',
    gemma3,
    {
      slidingWindow: { window: 1024, layers: 40 },
      headDim: 256,
      vocabulary: 262_208,
      maxContext: 131_072,
    },
    11.77,
  ],
  [
    'Phi-2',
    {
      model_type: 'phi',
      hidden_size: 2560,
      intermediate_size: 10_240,
      max_position_embeddings: 2048,
      num_attention_heads: 32,
      num_hidden_layers: 32,
      num_key_value_heads: null,
      vocab_size: 51_200,
    },
    { gatedMlp: false, kvHeads: 32, headDim: 80 },
    2.78,
  ],
  [
    'Phi-3.5 mini, whose window no context outgrows',
    {
      model_type: 'phi3',
      hidden_size: 3072,
      intermediate_size: 8192,
      max_position_embeddings: 131_072,
      num_attention_heads: 32,
      num_hidden_layers: 32,
      num_key_value_heads: 32,
      sliding_window: 262_144,
      vocab_size: 32_064,
    },
    { headDim: 96 },
    3.82,
  ],
  [
    'Phi-mini-MoE',
    {
      model_type: 'phimoe',
      head_dim: 128,
      hidden_size: 4096,
      intermediate_size: 960,
      max_position_embeddings: 4096,
      num_attention_heads: 32,
      num_experts_per_tok: 2,
      num_hidden_layers: 32,
      num_key_value_heads: 8,
      num_local_experts: 16,
      sliding_window: 2047,
      vocab_size: 32_064,
    },
    { slidingWindow: { window: 2047, layers: 32 } },
    7.65,
  ],
  [
    'DeepSeek-V3',
    deepseek,
    {
      kvHeads: 1,
      headDim: 192,
      latentAttention: { queryRank: 1536, kvRank: 512, nopeDim: 128, ropeDim: 64, valueDim: 128 },
      experts: {
        count: 256,
        active: 8,
        intermediate: 2048,
        shared: 1,
        sharedIntermediate: 2048,
        layers: 58,
      },
      checkpointFormat: 'fp8',
    },
    671.03,
  ],
  [
    'DeepSeek-V2-Lite, which projects queries directly',
    {
      ...deepseek,
      model_type: 'deepseek_v2',
      first_k_dense_replace: 1,
      hidden_size: 2048,
      intermediate_size: 10_944,
      moe_intermediate_size: 1408,
      n_routed_experts: 64,
      n_shared_experts: 2,
      num_attention_heads: 16,
      num_experts_per_tok: 6,
      num_hidden_layers: 27,
      q_lora_rank: null,
      quantization_config: null,
      vocab_size: 102_400,
    },
    { latentAttention: { kvRank: 512, nopeDim: 128, ropeDim: 64, valueDim: 128 } },
    15.71,
  ],
  [
    'GPT-OSS 20B',
    {
      model_type: 'gpt_oss',
      head_dim: 64,
      hidden_size: 2880,
      intermediate_size: 2880,
      layer_types: alternating(24),
      max_position_embeddings: 131_072,
      num_attention_heads: 64,
      num_experts_per_tok: 4,
      num_hidden_layers: 24,
      num_key_value_heads: 8,
      num_local_experts: 32,
      quantization_config: { quant_method: 'mxfp4' },
      sliding_window: 128,
      vocab_size: 201_088,
    },
    { slidingWindow: { window: 128, layers: 12 }, checkpointFormat: 'fp4' },
    20.91,
  ],
  [
    'Llama 4 Maverick',
    maverick,
    {
      intermediate: 16_384,
      slidingWindow: { window: 8192, layers: 36 },
      experts: {
        count: 128,
        active: 1,
        intermediate: 8192,
        shared: 1,
        sharedIntermediate: 8192,
        layers: 24,
      },
    },
    400.71,
  ],
];

test.each(FAMILIES)('%s is read from its config.json', (name, config, expected, billions) => {
  const model = architectureFromConfig(config, name);
  expect(model).toMatchObject({ name, ...expected });
  for (const part of ['slidingWindow', 'experts', 'latentAttention', 'checkpointFormat'] as const)
    if (part in config || part in expected) expect(model[part]).toEqual(expected[part]);
  expect(Math.abs(parameterCount(model) / 1e9 / billions - 1)).toBeLessThan(0.01);
});

test('a dense model without windows has no such parts', () => {
  const model = architectureFromConfig(llama, 'llama');
  expect(Object.keys(model)).not.toContain('experts');
  expect(Object.keys(model)).not.toContain('slidingWindow');
  const phi = FAMILIES.find(([name]) => name.startsWith('Phi-3.5'));
  expect(Object.keys(architectureFromConfig(phi?.[1], 'phi'))).not.toContain('slidingWindow');
});

test.each([
  ['fp8', { quant_method: 'fp8' }],
  ['int4', { quant_method: 'awq', bits: 4 }],
  ['int4', { quant_method: 'gptq', bits: 4 }],
  [
    'fp8',
    {
      quant_method: 'compressed-tensors',
      config_groups: { group_0: { weights: { num_bits: 8, type: 'float' } } },
    },
  ],
  ['fp4', { quant_method: 'modelopt', quant_algo: 'NVFP4' }],
  [undefined, { quant_method: 'gptq', bits: 8 }],
  [undefined, { quant_method: 'constructor' }],
])('weights are %s where quantization_config is %j', (format, quantization_config) => {
  const model = architectureFromConfig({ ...llama, quantization_config }, 'quantized');
  expect(model.checkpointFormat).toBe(format);
});

function issuesOf(config: unknown): readonly string[] {
  try {
    architectureFromConfig(config, 'broken');
  } catch (error) {
    if (error instanceof InvalidInputError) return error.message.split('\n');
    throw error;
  }
  return [];
}

test('every field that is missing or wrong is named, each once', () => {
  const { hidden_size: _, vocab_size: __, ...rest } = llama;
  const broken = {
    ...rest,
    num_hidden_layers: 0,
    num_key_value_heads: 'eight',
    tie_word_embeddings: 1,
  };
  expect(issuesOf(broken)).toEqual([
    'num_hidden_layers: given 0, allowed a whole number ≥ 1',
    'hidden_size: given nothing, allowed a whole number ≥ 1',
    'num_key_value_heads: given "eight", allowed a whole number ≥ 1',
    'vocab_size: given nothing, allowed a whole number ≥ 1',
    'tie_word_embeddings: given 1, allowed true or false',
  ]);
});

test('a fault in a nested part carries its path', () => {
  const { num_hidden_layers: _, ...text } = gemma3.text_config;
  expect(issuesOf({ ...gemma3, text_config: text })).toEqual([
    'text_config.num_hidden_layers: given nothing, allowed a whole number ≥ 1',
  ]);
});

test('numbers that contradict each other are faults', () => {
  expect(issuesOf({ ...llama, num_key_value_heads: 7 })).toEqual([
    'num_key_value_heads: given 7, allowed a divisor of num_attention_heads = 32',
  ]);
  expect(issuesOf({ ...deepseek, num_experts_per_tok: 300 })).toEqual([
    'num_experts_per_tok: given 300, allowed at most the number of experts, 256',
  ]);
});

test('a head that is no whole number wide is a fault', () => {
  expect(issuesOf({ ...llama, hidden_size: 4100 })).toEqual([
    'head_dim: given nothing, allowed a whole number ≥ 1',
  ]);
});

test('an unknown family names the known ones and the nearest', () => {
  const [line = ''] = issuesOf({ ...llama, model_type: 'lama' });
  expect(line).toContain(`allowed one of ${MODEL_TYPES.join(', ')}`);
  expect(line).toMatch(/^model_type: given "lama", .*; did you mean llama/);
  expect(issuesOf({ ...llama, model_type: 'constructor' })[0]).toMatch(/^model_type: given "con/);
  expect(issuesOf({ ...llama, model_type: undefined })[0]).toMatch(/^model_type: given nothing/);
});

test.each([[null], ['{'], [42], [[]]])('%j is not a config.json', (config) => {
  expect(issuesOf(config)[0]).toMatch(/allowed the fields of a config.json \(a map\)$/);
});

test('a file with absurd numbers is read in no time', () => {
  const model = architectureFromConfig({ ...deepseek, num_hidden_layers: 9e15 }, 'deep');
  expect(model.experts?.layers).toBe(9e15 - 3);
});
