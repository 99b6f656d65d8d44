/** Four scenarios that make different parts of slaq work. */
import { type ParseOptions, parseScenario, predict, type Scenario } from '../src/index.ts';

export interface Shape {
  readonly name: string;
  /** A scenario file. */
  readonly text: string;
  readonly scenario: Scenario;
}

const LIGHT = `
model: llama-3.1-8b
hardware: h100-sxm
engine: { maxBatchSize: 256, tokenBudget: 2048 }
traffic:
  arrivals: { rate: 1 /s }
  promptTokens: { distribution: lognormal, mean: 1000, cv: 1, max: 8192 }
  outputTokens: { distribution: gamma, mean: 200, cv: 0.8, max: 2048 }
sla:
  ttft: { p99: 2 s }
  tbt: { p99: 50 ms }
`;
const BUSY = `
iterationTime:
  base: 1.2 ms
  memory: { base: 4.8 ms, perContextToken: 39 ns }
  compute: { perPrefillToken: 27 us, perAttentionPair: 1 ns, perDecodeRequest: 27 us }
engine: { maxBatchSize: 128, tokenBudget: 1024 }
traffic:
  arrivals: { rate: 1 /s }
  promptTokens: { distribution: lognormal, mean: 1000, cv: 1, max: 8192 }
  outputTokens: { distribution: gamma, mean: 150, cv: 0.8, max: 2048 }
sla:
  ttft: { p99: 3 s }
  tbt: { p99: 40 ms }
  e2e: { p90: 10 s }
`;
const DEGENERATE = `
iterationTime: { base: 6 ms, perPrefillToken: 25 us, perDecodeRequest: 20 us }
engine: { maxBatchSize: 1, tokenBudget: 512 }
traffic:
  arrivals: { rate: 1 /s }
  promptTokens: { distribution: fixed, value: 300 }
  outputTokens: { distribution: fixed, value: 1 }
sla:
  ttft: { p99: 100 ms }
`;
const LARGE = `
model: llama-3.1-70b
hardware: h200
parallelism: { tensor: 8 }
precision: { weights: fp8, kvCache: fp8 }
engine: { maxBatchSize: 2048, tokenBudget: 16384 }
traffic:
  arrivals: { rate: 1 /s }
  promptTokens: { distribution: lognormal, mean: 8000, cv: 1.2, max: 131072 }
  outputTokens: { distribution: lognormal, mean: 500, cv: 1.2, max: 16384 }
sla:
  ttft: { p90: 10 s }
  tbt: { p99: 300 ms }
`;

/** Name, file, and the load its rate is set to. */
const SHAPES = [
  ['light', LIGHT, 0.1],
  ['near saturation', BUSY, 0.95],
  ['degenerate', DEGENERATE, 0.5],
  ['very large', LARGE, 0.8],
] as const;

export const OPTIONS: ParseOptions = {
  readFile: () => Promise.reject(new Error('no scenario here names a file')),
};

export function shapes(): Promise<Shape[]> {
  return Promise.all(
    SHAPES.map(async ([name, text, load]) => {
      const scenario = await parseScenario(text, OPTIONS);
      const rate = load * predict(scenario).maxArrivalRate;
      const arrivals = { process: 'poisson', rate } as const;
      return { name, text, scenario: { ...scenario, traffic: { ...scenario.traffic, arrivals } } };
    }),
  );
}
