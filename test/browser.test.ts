import { createContext, Script } from 'node:vm';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

/** Bundled as for a browser and run where nothing but the language and its timers exists. */
test('the library runs without Node: parse, predict and solve', async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { parseScenario, predict, solve } from './src/index.ts';
        export async function run(text) {
          const scenario = await parseScenario(text);
          return { p99: predict(scenario).ttft.p99, rate: solve(scenario, { fixed: true }).arrivalRate };
        }`,
      resolveDir: process.cwd(),
    },
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'slaq',
    logLevel: 'silent',
  });
  const code = outputFiles[0]?.text ?? '';
  expect(code).not.toMatch(/require\("(node:)?(fs|path|tty|os|crypto)"\)/);
  const page = createContext({
    console,
    setTimeout,
    queueMicrotask,
    URL,
    TextDecoder,
    TextEncoder,
  });
  new Script(`${code}; globalThis.slaq = slaq;`).runInContext(page);
  const text = JSON.stringify(`
model: llama-3.1-8b
hardware: h100-sxm
traffic:
  arrivals: { process: poisson, rate: 8 /s }
  promptTokens: { distribution: fixed, value: 800 }
  outputTokens: { distribution: geometric, mean: 200 }
sla: { ttft: { p99: 2 s } }`);
  const answer = await new Script(`slaq.run(${text})`).runInContext(page);
  expect(answer.p99).toBeGreaterThan(0.01);
  expect(answer.p99).toBeLessThan(1);
  expect(answer.rate).toBeGreaterThan(8);
});
