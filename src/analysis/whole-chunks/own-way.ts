/**
 * The way of one prompt from its first chunk to its first token, one chunk per iteration, while
 * other prompts come and go: mean and variance of the seconds of its n iterations, by the number of
 * others at the start.
 *
 *   V_n(j) = t(own, s(j + 1) − 1 others) + Σ_i P(j → i) V_{n−1}(i)
 *
 * @see docs/model.md#whole-chunks
 */
import { mixedTime, type Server } from '../engine/server.ts';
import type { Chunks } from './packing.ts';
import type { PromptChain } from './prompt-chain.ts';
import { changes, poissonLaw } from './round-laws.ts';

export interface OwnWay {
  /** Mean and variance of the seconds of a prompt of n chunks that starts with j others. */
  readonly mean: (n: number, j: number) => number;
  readonly variance: (n: number, j: number) => number;
  /** Seconds of the iteration with j others and a last chunk of so many tokens. */
  readonly last: (tokens: number, j: number) => number;
}

/** Ways longer than this go on as their last iteration did. */
const MOST_CHUNKS = 40;

export function ownWay(
  server: Server,
  chunks: Chunks,
  chain: PromptChain,
  longest: number,
): OwnWay {
  const states = Math.min(chain.law.length - 1, Math.ceil(Math.min(chain.most, 1e4)) + 12);
  const steps = Math.min(MOST_CHUNKS, longest);
  const others = Float64Array.from({ length: states + 1 }, (_, j) =>
    Math.max(0, Math.min(servedAt(chain, j + 1) - 1, j)),
  );
  const seconds = (own: number) =>
    others.map((s) => mixedTime(server, own + s * chunks.mean, chain.decodes));
  const full = seconds(chunks.size);
  const rows = Array.from(others, (s, j) =>
    changes(
      chain.done(Math.round(s)),
      poissonLaw(chain.perIteration ?? chain.arrivalRate * (full[j] as number)),
    ),
  );
  const means = [seconds(chunks.meanLast)];
  const squares = [(means[0] as Float64Array).map((t) => t * t)];
  for (let n = 1; n < steps; n++) {
    const [mean, square] = [new Float64Array(states + 1), new Float64Array(states + 1)];
    for (let j = 0; j <= states; j++) {
      const later = expected(rows[j] as Step, j, means[n - 1] as Float64Array);
      const t = full[j] as number;
      mean[j] = t + later;
      square[j] =
        t * t + 2 * t * later + expected(rows[j] as Step, j, squares[n - 1] as Float64Array);
    }
    means.push(mean);
    squares.push(square);
  }
  const variances = means.map((mean, n) =>
    mean.map((m, j) => Math.max(0, ((squares[n] as Float64Array)[j] as number) - m * m)),
  );
  return {
    mean: (n, j) => longer(means, n, j),
    variance: (n, j) => Math.max(0, longer(variances, n, j)),
    last: (tokens, j) => {
      const at = Math.min(states, Math.max(0, j));
      return mixedTime(server, tokens + interpolated(others, at) * chunks.mean, chain.decodes);
    },
  };
}

type Step = ReturnType<typeof changes>;

export function servedAt({ served, most }: PromptChain, j: number): number {
  return j < served.length ? (served[j] as number) : Math.min(j, most);
}

function expected({ lowest, law }: Step, j: number, values: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < law.length; k++)
    sum +=
      (law[k] as number) *
      (values[Math.max(0, Math.min(values.length - 1, j + lowest + k))] as number);
  return sum;
}

/** Beyond the last table, its increment is that of every further chunk. */
function longer(tables: readonly Float64Array[], n: number, j: number): number {
  const top = tables.length;
  const at = (k: number) => interpolated(tables[k - 1] as Float64Array, j);
  if (n <= top) return at(n);
  return at(top) + (n - top) * (top > 1 ? at(top) - at(top - 1) : at(top));
}

/** Between whole j. */
export function interpolated(values: Float64Array, j: number): number {
  const last = values.length - 1;
  const x = Math.max(0, Math.min(last, j));
  const low = Math.min(last, Math.floor(x));
  const part = x - low;
  if (part < 1e-9) return values[low] as number;
  return (1 - part) * (values[low] as number) + part * (values[low + 1] as number);
}
