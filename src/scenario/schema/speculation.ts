/** `engine.speculation`: drafts that are verified beside the token of each decode. */
import { MOST_DRAFTS } from '../choices.ts';
import { DEFAULT_SPECULATION } from '../defaults.ts';
import { count, type QuantityFields, section, upToOneMinute } from './fields.ts';

export function speculationSchema({ quantity, shareOrAll }: QuantityFields) {
  return section({
    draftTokens: count(
      'k, tokens drafted for each decode and verified in the same iteration (vLLM: num_speculative_tokens): a decode is 1 + k tokens of computation and of the token budget.',
      1,
      MOST_DRAFTS,
    ),
    acceptance: shareOrAll(
      'α, the share of draft tokens that are accepted, of those whose predecessors all were. A decode makes 1 + α + … + α^k tokens an iteration on average.',
      0.7,
    ),
    draftTime: quantity(
      'time',
      'Seconds to draft, once for each iteration with decodes: all drafts of its batch together.',
      upToOneMinute,
      '3 ms',
    ).prefault(`${DEFAULT_SPECULATION.draftTime} s`),
  }).meta({ description: 'Speculative decoding; default: none.' });
}
