/** Scenario texts for tests. */

/** The contract: every section, in the words of the documentation. */
export const CHAT = `model: llama-3.1-8b
hardware: h100-sxm
parallelism: { tensor: 1, pipeline: 1, expert: 1, data: 1 }
precision: { weights: bf16, kvCache: bf16 }
engine:
  policy: chunked-prefill
  maxBatchSize: 256
  tokenBudget: 2048
  chunkSize: 512
  kvCapacity: 100000
  gpuMemoryUtilization: 0.9
traffic:
  arrivals: { process: poisson, rate: 8 /s }
  promptTokens: { distribution: lognormal, mean: 1000, cv: 1, max: 8192 }
  outputTokens: { distribution: gamma, mean: 200, cv: 0.8, max: 2048 }
  cachedPrefix: { share: 0.3 }
sla:
  ttft: { p50: 300 ms, p99: 2 s }
  tbt: { p99: 50 ms }
  e2e: { p90: 20 s }
`;

/** The least a scenario can say. */
export const SHORT = `iterationTime: { base: 6 ms, perPrefillToken: 25 us, perDecodeRequest: 20 us }
traffic:
  arrivals: { rate: 8 /s }
  promptTokens: { distribution: fixed, value: 1000 }
  outputTokens: { distribution: fixed, value: 100 }
`;

/** CHAT with one text in place of another, which must occur. */
export function chatWith(text: string, replacement: string): string {
  if (!CHAT.includes(text)) throw new Error(`${text} is not in the scenario`);
  return CHAT.replace(text, replacement);
}
