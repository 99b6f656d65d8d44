/** The shape of a language model, as far as its time and memory depend on it. */
export interface Architecture {
  readonly name: string;
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  /** I, width of the dense feed-forward layer; unused when every layer has experts. */
  readonly intermediate: number;
  readonly vocabulary: number;
  /** Three matrices (gate, up, down) instead of two. */
  readonly gatedMlp: boolean;
  readonly tiedEmbeddings: boolean;
  readonly maxContext: number;
  readonly experts?: MixtureOfExperts;
  readonly latentAttention?: LatentAttention;
  readonly slidingWindow?: SlidingWindow;
  /** Number format of the published weights, where it is not bf16. */
  readonly checkpointFormat?: 'fp8' | 'fp4' | 'int4';
}

export interface MixtureOfExperts {
  readonly count: number;
  /** k, experts that work on one token. */
  readonly active: number;
  readonly intermediate: number;
  readonly shared: number;
  /** Width of all shared experts together. */
  readonly sharedIntermediate: number;
  /** Layers with experts; the others have the dense feed-forward layer. */
  readonly layers: number;
}

/** Multi-head latent attention (DeepSeek): ranks and dimensions of its projections. */
export interface LatentAttention {
  /** Absent: queries are projected directly. */
  readonly queryRank?: number;
  readonly kvRank: number;
  readonly nopeDim: number;
  readonly ropeDim: number;
  readonly valueDim: number;
}

export interface SlidingWindow {
  /** Tokens a windowed layer attends to. */
  readonly window: number;
  /** Layers with a window; the others see the whole context. */
  readonly layers: number;
}
