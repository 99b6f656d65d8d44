import { expect, test } from 'vitest';
import { predict } from '../../src/analysis/predict.ts';
import { policiesReport } from '../../src/report/policies-report.ts';
import { POLICIES } from '../../src/scenario/choices.ts';
import { withPolicy } from '../../src/scenario/with-policy.ts';
import { comparePolicies } from '../../src/study/policies.ts';
import { serving } from '../analysis/scenarios.ts';

const scenario = serving({
  engine: { maxBatchSize: 64, chunkSize: 256 },
  sla: { ttft: { p99: 2 } },
});

test('each policy is answered as by itself, in the order asked', () => {
  const answers = comparePolicies(scenario);
  expect(answers.map(({ policy }) => policy)).toEqual(POLICIES);
  for (const { policy, prediction } of answers)
    expect(prediction).toEqual(predict(withPolicy(scenario, policy)));
  expect(comparePolicies(scenario, ['static']).map(({ policy }) => policy)).toEqual(['static']);
});

test('settings that only one policy has stay with it', () => {
  expect(withPolicy(scenario, 'chunked-prefill')).toBe(scenario);
  const { chunkSize, ...shared } = scenario.engine;
  expect(chunkSize).toBe(256);
  expect(withPolicy(scenario, 'static').engine).toEqual({ ...shared, policy: 'static' });
  expect(withPolicy(scenario, 'disaggregated').engine.disaggregation?.prefillEngines).toBe(1);
});

test('a policy that cannot run the scenario says why; its own policy throws', () => {
  const small = { ...scenario, engine: { ...scenario.engine, tokenBudget: 64 } };
  const tight = withPolicy(small, 'static');
  const chunked = comparePolicies(tight).find(({ policy }) => policy === 'chunked-prefill');
  expect(chunked?.prediction).toBeUndefined();
  expect(chunked?.declined).toContain('more than maxBatchSize 64');
  expect(() => comparePolicies(small)).toThrow('more than maxBatchSize 64');
  expect(policiesReport(tight, comparePolicies(tight))).toContain('! chunked-prefill: ');
});

test('the report has a row for each, within 100 columns', () => {
  const text = policiesReport(scenario, comparePolicies(scenario));
  for (const policy of POLICIES) expect(text).toMatch(new RegExp(`^${policy} +[\\d.,]+`, 'm'));
  for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  expect(text).toContain('disaggregated has 2 engines');
});
