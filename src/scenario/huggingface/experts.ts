/** How each family writes its mixture of experts. */
import type { MixtureOfExperts } from '../architecture.ts';
import type { ConfigReader } from './config.ts';

const ACTIVE = ['num_experts_per_tok', 'experts_per_token'];

/** Mixtral, PhiMoE, GPT-OSS: experts in every layer, as wide as `intermediate_size`. */
export function everyLayerExperts(config: ConfigReader, layers: number): MixtureOfExperts {
  return {
    count: config.count('num_local_experts'),
    active: config.count(ACTIVE),
    intermediate: config.count('intermediate_size'),
    shared: 0,
    sharedIntermediate: 0,
    layers,
  };
}

/** Qwen2-MoE and Qwen3-MoE: every `decoder_sparse_step`-th layer, except those of `mlp_only_layers`. */
export function qwenExperts(config: ConfigReader, layers: number): MixtureOfExperts {
  const sharedIntermediate = config.size('shared_expert_intermediate_size');
  const step = config.count('decoder_sparse_step', 1);
  const dense = new Set(numbersOf(config.field('mlp_only_layers')));
  const excepted = [...dense].filter((i) => i >= 0 && i < layers && (i + 1) % step === 0);
  return {
    count: config.count(['num_experts', 'num_local_experts']),
    active: config.count(ACTIVE),
    intermediate: config.count('moe_intermediate_size'),
    shared: sharedIntermediate > 0 ? 1 : 0,
    sharedIntermediate,
    layers: Math.floor(layers / step) - excepted.length,
  };
}

/** DeepSeek: from layer `first_k_dense_replace` on, each `moe_layer_freq`-th; none without routed experts. */
export function deepseekExperts(
  config: ConfigReader,
  layers: number,
): MixtureOfExperts | undefined {
  const count = config.countIfAny('n_routed_experts');
  if (count === undefined) return undefined;
  const dense = Math.min(layers, config.size('first_k_dense_replace'));
  const frequency = config.count('moe_layer_freq', 1);
  const shared = config.size('n_shared_experts');
  const intermediate = config.count('moe_intermediate_size');
  return {
    count,
    active: config.count(ACTIVE),
    intermediate,
    shared,
    sharedIntermediate: shared * intermediate,
    layers: Math.ceil(layers / frequency) - Math.ceil(dense / frequency),
  };
}

/** Llama 4: every `interleave_moe_layer_step`-th layer, with one shared expert of the same width. */
export function llama4Experts(config: ConfigReader, layers: number): MixtureOfExperts {
  const intermediate = config.count('intermediate_size');
  const listed = numbersOf(config.field('moe_layers'));
  const step = config.count('interleave_moe_layer_step', 1);
  return {
    count: config.count('num_local_experts'),
    active: config.count(ACTIVE),
    intermediate,
    shared: 1,
    sharedIntermediate: intermediate,
    layers: listed.length > 0 ? listed.length : Math.floor(layers / step),
  };
}

function numbersOf(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'number') : [];
}
