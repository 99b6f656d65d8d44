/** An engine with one slot, whatever its policy: one request at a time from first chunk to last token. */
import type { Capacity } from '../chunked-prefill/capacity.ts';
import { capacityMix } from '../chunked-prefill/composition.ts';
import type { SlotTurns } from '../chunked-prefill/first-token.ts';
import type { Server } from '../engine/server.ts';
import type { PolicyAnalysis } from '../policy-analysis.ts';
import { soloLaws } from './laws.ts';

export function oneSlot(server: Server, limits: Capacity, turns?: SlotTurns): PolicyAnalysis {
  const laws = (rate: number) => soloLaws(server, limits, rate, turns);
  return {
    limits: { ...limits, atCapacity: capacityMix(server, limits) },
    laws,
    gaps: laws,
    means: (rate) => {
      const { ttft, meanGap } = laws(rate);
      return { ttft: ttft.mean, tbt: meanGap };
    },
    warnings: [],
  };
}
