import { describe, expect, test } from 'vitest';
import { jsonReport } from '../../src/report/json.ts';
import { validationReport } from '../../src/report/validation-report.ts';
import { parseScenario } from '../../src/scenario/parse.ts';
import type { Comparison, Validation } from '../../src/scenario/validation.ts';
import { validate } from '../../src/study/validate.ts';
import { SHORT } from '../scenario/files.ts';
import { documentedKeys, keysOf } from './documented.ts';

const scenario = await parseScenario(SHORT);
const answer = validate(scenario, { requests: 4000 });
const row = (changes: Partial<Comparison>): Comparison => ({
  figure: 'ttft.p99',
  predicted: 0.04,
  simulated: { value: 0.05, halfWidth: 0.004 },
  error: -0.2,
  band: 0.12,
  verdict: 'within band',
  ...changes,
});
const reportOf = (changes: Partial<Validation>) =>
  validationReport(scenario, { ...answer, ...changes });

test('a line per figure has both answers, the interval, the error, the band and the verdict', () => {
  const report = reportOf({ comparisons: [row({})] });
  expect(report).toMatch(/TTFT p99 +40.0 ms +50.0 ms +± 4.0 ms +−20 % +12 % {2}within band/);
  const counts = row({ figure: 'batch.mean.decodes', predicted: 31, error: 0.033 });
  const simulated = { value: 30, halfWidth: 0.2 };
  expect(reportOf({ comparisons: [{ ...counts, simulated }] })).toMatch(
    /decodes in it +31.0 +30.0 +± 0.20 +\+3.3 % +12 %/,
  );
});

test('an error that rounds to nothing has no sign, a figure of nothing has no error', () => {
  expect(reportOf({ comparisons: [row({ error: 1e-5 })] })).toMatch(/ {2}0 % +12 %/);
  const nothing = row({ figure: 'queues.chunkWait.mean', predicted: 0, error: null, band: 0 });
  const simulated = { value: 0, halfWidth: 0 };
  expect(reportOf({ comparisons: [{ ...nothing, simulated }] })).toMatch(
    /t_qc mean +0 ms +0 ms +0 %/,
  );
});

test('whether the load is carried is said in words', () => {
  const carried = row({ figure: 'stable', predicted: 1, error: null, verdict: 'disagrees' });
  const simulated = { value: 0, halfWidth: 0 };
  expect(reportOf({ comparisons: [{ ...carried, simulated }] })).toMatch(
    /load is carried +yes +no +12 % {2}disagrees/,
  );
});

test('the verdict comes first, with how many figures are of which', () => {
  const report = reportOf({
    verdict: 'disagrees',
    comparisons: [row({}), row({}), row({ verdict: 'disagrees' })],
  });
  expect(report).toMatch(/^Verdict +disagrees$/m);
  expect(report).toMatch(/^Figures +2 within band, 1 disagrees$/m);
});

test('no line is wider than 100 columns, and each warning is said once', () => {
  const warnings = ['a warning of both'];
  const report = reportOf({
    prediction: { ...answer.prediction, warnings },
    simulation: { ...answer.simulation, warnings },
  });
  for (const line of report.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  expect(report.match(/a warning of both/g)).toHaveLength(1);
});

describe('the JSON of validate', () => {
  test('has the documented keys', () => {
    const { prediction: _, simulation: __, comparisons, ...rest } = JSON.parse(jsonReport(answer));
    const own = [
      ...keysOf(rest),
      'prediction',
      'simulation',
      ...keysOf(comparisons[0]).map((key) => `comparisons[].${key}`),
    ];
    expect(own.sort()).toStrictEqual([...documentedKeys('validate')].sort());
  });
});
