/** How each family writes which layers attend to a window only. */
import type { SlidingWindow } from '../architecture.ts';
import type { ConfigReader } from './config.ts';

const WINDOWED = ['sliding_attention', 'chunked_attention'];

/** Mistral, Mixtral, Phi-3: `sliding_window`, if any, in every layer. */
export function everyLayerWindow(config: ConfigReader, layers: number): SlidingWindow | undefined {
  return windowOf(config.countIfAny('sliding_window'), listedLayers(config) ?? layers);
}

/** Qwen: with `use_sliding_window`, the layers from `max_window_layers` on. */
export function upperLayersWindow(config: ConfigReader, layers: number): SlidingWindow | undefined {
  if (!config.flag('use_sliding_window', false)) return undefined;
  const full = Math.min(layers, config.size('max_window_layers'));
  return windowOf(config.count('sliding_window', 4096), listedLayers(config) ?? layers - full);
}

/** Gemma 2 and 3, GPT-OSS: every `period`-th layer is full, the others have the window. */
export function patternWindow(
  config: ConfigReader,
  layers: number,
  period: number,
): SlidingWindow | undefined {
  const every = config.count(['sliding_window_pattern', '_sliding_window_pattern'], period);
  const windowed = listedLayers(config) ?? layers - Math.floor(layers / every);
  return windowOf(config.count('sliding_window', 4096), windowed);
}

/** Llama 4: chunks of `attention_chunk_size` in the layers that rotate, three of four. */
export function chunkedWindow(config: ConfigReader, layers: number): SlidingWindow | undefined {
  const full = Math.floor(layers / config.count('no_rope_layer_interval', 4));
  const rotating = config.field('no_rope_layers');
  const isListed = Array.isArray(rotating) && rotating.length === layers;
  const counted = isListed ? rotating.filter((rotates) => rotates === 1).length : layers - full;
  const chunk = config.countIfAny('attention_chunk_size');
  return windowOf(chunk, listedLayers(config) ?? counted);
}

function windowOf(window: number | undefined, layers: number): SlidingWindow | undefined {
  return window === undefined || layers === 0 ? undefined : { window, layers };
}

/** Windowed layers where the file names the kind of each layer. */
function listedLayers(config: ConfigReader): number | undefined {
  const kinds = config.field('layer_types');
  return Array.isArray(kinds) ? kinds.filter((kind) => WINDOWED.includes(kind)).length : undefined;
}
