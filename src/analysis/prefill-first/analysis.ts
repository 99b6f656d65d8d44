/** Prefill first: iterations of whole prompts while any waits, else one of all decodes. */
import { rememberingLast } from '../chunked-prefill/analysis.ts';
import type { Server } from '../engine/server.ts';
import { oneSlot } from '../one-slot/analysis.ts';
import { soloService } from '../one-slot/service.ts';
import type { PolicyAnalysis } from '../policy-analysis.ts';
import { atCapacity } from './composition.ts';
import { type PrefillFirst, prefillFirst } from './engine.ts';
import { weakness } from './region.ts';
import { steadyLaws } from './steady-laws.ts';

export function prefillFirstAnalysis(server: Server): PolicyAnalysis {
  const engine = prefillFirst(server);
  const { limits } = engine;
  if (limits.slots < 2 && limits.arrivalRate > 0) return alone(engine);
  const weak = weakness(engine);
  const laws = rememberingLast((rate: number) => steadyLaws(engine, rate));
  return {
    limits: { ...limits, atCapacity: atCapacity(engine) },
    laws,
    gaps: laws,
    means: (rate) => {
      const { ttft, meanGap } = laws(rate);
      return { ttft: ttft.mean, tbt: meanGap };
    },
    ...(weak === undefined ? {} : { weakness: weak }),
    warnings: [],
  };
}

/** One slot: each prompt is one chunk, however long. */
function alone({ server, limits }: PrefillFirst): PolicyAnalysis {
  const { prompts, outputs } = server.workload;
  const longest = prompts.fresh.values.at(-1) as number;
  const whole = { ...server, tokenBudget: Math.max(server.tokenBudget, longest) };
  const { mean } = soloService(whole);
  const iterations = outputs.decodeMean + 1;
  return oneSlot(whole, {
    ...limits,
    arrivalRate: 1 / mean,
    decodes: outputs.decodeMean / iterations,
    prefillTokens: prompts.mean / iterations,
    cycle: mean / iterations,
    chunks: 1,
  });
}
