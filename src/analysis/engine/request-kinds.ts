/** Requests as points: whole prompt, iterations of its prefill, decodes, and the share of such requests. */
import type { Server } from './server.ts';

export interface RequestKind {
  readonly weight: number;
  /** L, tokens of the whole prompt. */
  readonly prompt: number;
  /** Iterations in which it is computed. */
  readonly chunks: number;
  /** M, decode iterations, and N − 1, the tokens that they make. */
  readonly decodes: number;
  readonly gaps: number;
}

/** Every prompt of a size class with every answer that the class gets. */
export function requestKinds(
  { workload }: Server,
  chunksOf: (fresh: number) => number,
): readonly RequestKind[] {
  const { classes, outputs } = workload;
  return classes.flatMap(({ medium, outputs: shares }) =>
    Array.from(medium.values, (fresh, i) => {
      const prompt = wholePrompt(workload.prompts, fresh);
      const chunks = chunksOf(fresh);
      return outputs.groups.map(({ decodes, gaps }, k) => ({
        weight: (medium.weights[i] as number) * (shares[k] as number),
        prompt,
        chunks,
        ...{ decodes, gaps },
      }));
    }).flat(),
  );
}

/** The whole prompt of which x tokens are computed: longer prompts leave more to compute. */
function wholePrompt({ medium, whole, mean, meanLength }: Prompts, fresh: number): number {
  if (meanLength - mean < 1e-9) return fresh;
  const last = medium.values.length - 1;
  const above = medium.values.findIndex((x) => x >= fresh);
  const high = above < 0 ? last : Math.max(1, above);
  if (last === 0 || high > last) return whole.values[last] as number;
  const [x0, x1] = [medium.values[high - 1] as number, medium.values[high] as number];
  const [y0, y1] = [whole.values[high - 1] as number, whole.values[high] as number];
  return x1 > x0 ? Math.max(fresh, y0 + ((y1 - y0) * (fresh - x0)) / (x1 - x0)) : (y0 + y1) / 2;
}

type Prompts = Server['workload']['prompts'];
