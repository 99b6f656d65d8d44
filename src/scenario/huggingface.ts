/** The config.json of a model on Hugging Face → what slaq needs of it. */
import { InvalidInputError } from '../checks.ts';
import type { Architecture } from './architecture.ts';
import { nearestNames } from './file/nearest.ts';
import { type ConfigReader, configReader, mapOf } from './huggingface/config.ts';
import { FAMILIES, type Family } from './huggingface/families.ts';
import { checkpointFormat } from './huggingface/quantization.ts';

/** Values of `model_type` that are understood. */
export const MODEL_TYPES: readonly string[] = Object.keys(FAMILIES);

/**
 * The architecture a config.json describes: Llama, Mistral, Mixtral, Qwen 2 and 3 (dense and
 * MoE), Gemma 1 to 3, Phi, Phi-3, PhiMoE, DeepSeek V2 and V3, Kimi K2, GPT-OSS, Llama 4. Of a
 * multimodal model the language part (`text_config`) is read.
 *
 * @param config the parsed file. @param name what the model is to be called.
 * @throws InvalidInputError naming every field that is missing or wrong, or the unknown family.
 * @see docs/model.md#architecture
 */
export function architectureFromConfig(config: unknown, name: string): Architecture {
  const file = mapOf(config);
  if (file === undefined)
    throw new InvalidInputError([
      { path: '', given: config, allowed: 'the fields of a config.json (a map)' },
    ]);
  const text = mapOf(file.text_config);
  const path = text === undefined ? '' : 'text_config';
  const family = familyOf(text?.model_type ?? file.model_type, path);
  const { tie_word_embeddings, quantization_config } = file;
  const fields = {
    tie_word_embeddings,
    quantization_config,
    ...family.defaults,
    ...(text ?? file),
  };
  const reader = configReader(fields, path);
  const architecture = { name, ...readArchitecture(reader, family) };
  reader.finish();
  return architecture;
}

function familyOf(modelType: unknown, path: string): Family {
  const isText = typeof modelType === 'string';
  const family = isText && Object.hasOwn(FAMILIES, modelType) ? FAMILIES[modelType] : undefined;
  if (family !== undefined) return family;
  const nearest = isText ? nearestNames(modelType, MODEL_TYPES) : [];
  const allowed = `one of ${MODEL_TYPES.join(', ')}`;
  const where = path === '' ? 'model_type' : `${path}.model_type`;
  throw new InvalidInputError([{ path: where, given: modelType, allowed, nearest }]);
}

function readArchitecture(config: ConfigReader, family: Family): Omit<Architecture, 'name'> {
  const layers = config.count('num_hidden_layers');
  const experts = readExperts(config, family, layers);
  const maxContext = config.count('max_position_embeddings');
  const window = family.window?.(config, layers);
  const format = checkpointFormat(config);
  const latentAttention = family.latent?.(config);
  return {
    layers,
    hidden: config.count('hidden_size'),
    ...readHeads(config, latentAttention),
    intermediate: config.count([family.denseWidth ?? 'intermediate_size'], experts?.intermediate),
    vocabulary: config.count('vocab_size'),
    gatedMlp: family.gatedMlp ?? true,
    tiedEmbeddings: config.flag('tie_word_embeddings', family.tiedEmbeddings ?? false),
    maxContext,
    ...(experts === undefined ? {} : { experts }),
    ...(latentAttention === undefined ? {} : { latentAttention }),
    // A window no context outgrows is none.
    ...(window === undefined || window.window >= maxContext ? {} : { slidingWindow: window }),
    ...(format === undefined ? {} : { checkpointFormat: format }),
  };
}

function readExperts(
  config: ConfigReader,
  family: Family,
  layers: number,
): Architecture['experts'] {
  const experts = family.experts?.(config, layers);
  if (experts === undefined || experts.layers <= 0) return undefined;
  if (experts.active > experts.count)
    config.fault('num_experts_per_tok', `at most the number of experts, ${experts.count}`);
  return experts;
}

/** Latent attention keeps one latent for all heads, so it counts as one key–value head. */
function readHeads(
  config: ConfigReader,
  latent: Architecture['latentAttention'],
): Pick<Architecture, 'heads' | 'kvHeads' | 'headDim'> {
  const heads = config.count('num_attention_heads');
  if (latent !== undefined) return { heads, kvHeads: 1, headDim: latent.nopeDim + latent.ropeDim };
  const kvHeads = config.count('num_key_value_heads', heads);
  const hidden = config.count('hidden_size');
  // A missing width has its own fault, and needs no second one here.
  const headDim = config.count('head_dim', hidden < heads ? 1 : hidden / heads);
  if (heads % kvHeads !== 0)
    config.fault('num_key_value_heads', `a divisor of num_attention_heads = ${heads}`);
  return { heads, kvHeads, headDim };
}
