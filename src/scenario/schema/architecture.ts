/** `model` written out: the numbers of a model's config. */
import * as z from 'zod';
import { DEFAULT_ARCHITECTURE } from '../defaults.ts';
import { alsoHolds, count, flag, oneOf, section, word } from './fields.ts';

const WIDEST = 1_000_000;
const MOST_LAYERS = 10_000;

const experts = section({
  count: count('Experts of a layer.', 1, 10_000),
  active: count('Experts that work on one token.', 1, 10_000),
  intermediate: count('Width of one expert.', 1, WIDEST),
  shared: count('Experts every token passes through.', 0, 1000),
  sharedIntermediate: count('Width of all shared experts together.', 0, WIDEST),
  layers: count('Layers with experts.', 1, MOST_LAYERS),
}).check(
  alsoHolds((given) =>
    Number(given.active) > Number(given.count)
      ? [{ path: ['active'], allowed: `at most count = ${given.count}` }]
      : [],
  ),
);
const latentAttention = section({
  queryRank: z.exactOptional(
    count('Rank of the query projection; absent: projected directly.', 1, WIDEST),
  ),
  kvRank: count('Rank of keys and values.', 1, WIDEST),
  nopeDim: count('Dimensions of a head without position.', 1, WIDEST),
  ropeDim: count('Dimensions of a head with position.', 1, WIDEST),
  valueDim: count('Dimensions of a value.', 1, WIDEST),
});
const slidingWindow = section({
  window: count('Tokens a windowed layer attends to.', 1, 10_000_000),
  layers: count('Layers with a window.', 1, MOST_LAYERS),
});

/** The fields of a model, for scenario files and for the catalogue. */
export const architectureFields = {
  layers: count('Transformer layers.', 1, MOST_LAYERS),
  hidden: count('Width of the residual stream.', 1, WIDEST),
  heads: count('Query heads.', 1, WIDEST),
  kvHeads: count('Key–value heads.', 1, WIDEST),
  headDim: count('Dimensions of a head.', 1, WIDEST),
  intermediate: count(
    'Width of the dense feed-forward layer; 0 if all layers have experts.',
    0,
    WIDEST,
  ),
  vocabulary: count('Tokens in the vocabulary.', 1, 100_000_000),
  gatedMlp: flag('Three feed-forward matrices (gate, up, down) instead of two.'),
  tiedEmbeddings: flag('Input and output embeddings are one matrix.'),
  maxContext: count('Longest context in tokens.', 1, 1_000_000_000),
  experts: z.exactOptional(experts.meta({ description: 'Mixture of experts; absent: dense.' })),
  latentAttention: z.exactOptional(
    latentAttention.meta({ description: 'Multi-head latent attention (DeepSeek).' }),
  ),
  slidingWindow: z.exactOptional(
    slidingWindow.meta({ description: 'Layers that see only the last tokens.' }),
  ),
  checkpointFormat: z.exactOptional(
    oneOf('Number format of the published weights, if not bf16.', ['fp8', 'fp4', 'int4']),
  ),
};

export const architectureSchema = section({
  name: word('Name to show.').default(DEFAULT_ARCHITECTURE.name),
  ...architectureFields,
  gatedMlp: architectureFields.gatedMlp.default(DEFAULT_ARCHITECTURE.gatedMlp),
  tiedEmbeddings: architectureFields.tiedEmbeddings.default(DEFAULT_ARCHITECTURE.tiedEmbeddings),
});
