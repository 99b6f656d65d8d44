/** Families of models by the `model_type` of their config.json, and where they differ. */
import type { LatentAttention, MixtureOfExperts, SlidingWindow } from '../architecture.ts';
import type { ConfigReader } from './config.ts';
import { deepseekExperts, everyLayerExperts, llama4Experts, qwenExperts } from './experts.ts';
import { chunkedWindow, everyLayerWindow, patternWindow, upperLayersWindow } from './windows.ts';

/** How to read one family; what is absent is as in Llama. */
export interface Family {
  /** `tie_word_embeddings` where the file leaves it out. */
  readonly tiedEmbeddings?: boolean;
  readonly gatedMlp?: boolean;
  /** Values of fields the file may leave out. */
  readonly defaults?: Readonly<Record<string, number>>;
  /** Width of the dense feed-forward layer, where it is not `intermediate_size`. */
  readonly denseWidth?: string;
  readonly experts?: (config: ConfigReader, layers: number) => MixtureOfExperts | undefined;
  readonly window?: (config: ConfigReader, layers: number) => SlidingWindow | undefined;
  readonly latent?: (config: ConfigReader) => LatentAttention;
}

const gemma = { tiedEmbeddings: true };
const gemma3Defaults = {
  vocab_size: 262_208,
  num_attention_heads: 8,
  num_key_value_heads: 4,
  head_dim: 256,
  max_position_embeddings: 131_072,
};
const mixtral: Family = { experts: everyLayerExperts, window: everyLayerWindow };
const deepseek: Family = { experts: deepseekExperts, latent: latentAttention };
const gemma3: Family = {
  ...gemma,
  defaults: gemma3Defaults,
  window: (config, layers) => patternWindow(config, layers, 6),
};
const llama4: Family = {
  denseWidth: 'intermediate_size_mlp',
  experts: llama4Experts,
  window: chunkedWindow,
};

export const FAMILIES: { readonly [modelType: string]: Family } = {
  llama: {},
  mistral: { window: everyLayerWindow },
  mixtral,
  qwen2: { window: upperLayersWindow },
  qwen2_moe: { window: upperLayersWindow, experts: qwenExperts },
  qwen3: { window: upperLayersWindow, defaults: { head_dim: 128 } },
  qwen3_moe: { window: upperLayersWindow, experts: qwenExperts },
  gemma: { ...gemma, defaults: { head_dim: 256 } },
  gemma2: {
    ...gemma,
    defaults: { head_dim: 256 },
    window: (config, layers) => patternWindow(config, layers, 2),
  },
  gemma3,
  gemma3_text: gemma3,
  phi: { gatedMlp: false },
  phi3: { window: everyLayerWindow },
  phimoe: mixtral,
  deepseek_v2: deepseek,
  deepseek_v3: deepseek,
  kimi_k2: deepseek,
  gpt_oss: {
    defaults: { head_dim: 64 },
    experts: everyLayerExperts,
    window: (config, layers) => patternWindow(config, layers, 2),
  },
  llama4,
  llama4_text: llama4,
};

function latentAttention(config: ConfigReader): LatentAttention {
  const queryRank = config.countIfAny('q_lora_rank');
  return {
    ...(queryRank === undefined ? {} : { queryRank }),
    kvRank: config.count('kv_lora_rank'),
    nopeDim: config.count('qk_nope_head_dim'),
    ropeDim: config.count('qk_rope_head_dim'),
    valueDim: config.count('v_head_dim'),
  };
}
