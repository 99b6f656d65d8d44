import { describe, expect, test } from 'vitest';
import { predict } from '../../src/analysis/predict.ts';
import { jsonReport } from '../../src/report/json.ts';
import { parseScenario } from '../../src/scenario/parse.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { CHAT, SHORT } from '../scenario/files.ts';
import { documentedKeys, keysOf } from './documented.ts';

const ROOMY = ['memory.perGpu.remedy']; // only where the model does not fit

describe('the JSON of predict', () => {
  test('has exactly the documented keys', async () => {
    const answer = JSON.parse(jsonReport(predict(await parseScenario(CHAT))));
    const documented = [...documentedKeys('predict')].filter((key) => !ROOMY.includes(key));
    expect(keysOf(answer).sort()).toStrictEqual(documented.sort());
  });

  test('has a remedy where the model does not fit', async () => {
    const set = ['model=llama-3.1-405b'];
    const answer = predict(
      await parseScenario(CHAT.replace('  kvCapacity: 100000\n', ''), { set }),
    );
    const keys = keysOf(JSON.parse(jsonReport(answer)));
    expect(keys).toContain('memory.perGpu.remedy');
    expect([...documentedKeys('predict')]).toStrictEqual(expect.arrayContaining(keys));
  });

  test('is null where there is no limit', async () => {
    const own = await parseScenario(SHORT, { set: ['traffic.arrivals.rate=1000 /s'] });
    const answer = JSON.parse(jsonReport(predict(own)));
    expect(answer).toMatchObject({
      stable: false,
      ttft: { mean: null },
      memory: { kvCapacity: null },
    });
  });

  test('is in seconds', async () => {
    const own = await parseScenario(SHORT, { set: ['traffic.arrivals.rate=0.001 /s'] });
    const { ttft } = JSON.parse(jsonReport(predict(own)));
    expect(ttft.p50).toBeCloseTo(0.006 + 1000 * 25e-6, 2);
  });
});

test('the JSON of a class of requests has exactly the documented keys', async () => {
  const scenario = await parseScenario(CHAT);
  const classes = ['a', 'b'].map((name, priority) => ({ name, share: 1, priority }));
  const classed = { ...scenario, traffic: { ...scenario.traffic, classes } };
  for (const [heading, answer] of [
    ['Classes of requests', predict(classed)],
    ['Classes of requests, simulated', simulate(classed, { requests: 2000 })],
  ] as const) {
    const [first] = JSON.parse(jsonReport(answer)).classes;
    expect(keysOf(first).sort()).toStrictEqual([...documentedKeys(heading)].sort());
  }
});

test('the JSON of drafts has exactly the documented keys', async () => {
  const set = ['engine.speculation={ draftTokens: 3, acceptance: 0.7 }'];
  const answer = JSON.parse(jsonReport(predict(await parseScenario(CHAT, { set }))));
  const keys = keysOf(answer.speculation).sort();
  expect(keys).toStrictEqual([...documentedKeys('Speculative decoding')].sort());
});
