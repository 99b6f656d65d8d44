import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { predict } from '../../src/analysis/predict.ts';
import { hardwareDetail, modelDetail } from '../../src/report/catalog-detail.ts';
import { hardwareTable, modelTable } from '../../src/report/catalog-tables.ts';
import { bar, type Paint, table, wrapped } from '../../src/report/parts/text.ts';
import { predictionReport } from '../../src/report/prediction-report.ts';
import { solutionReport } from '../../src/report/solution-report.ts';
import { catalogData } from '../../src/scenario/catalog-data.ts';
import type { Feasible, Prediction } from '../../src/scenario/metrics.ts';
import { parseScenario } from '../../src/scenario/parse.ts';
import { CHAT, SHORT } from '../scenario/files.ts';

const chat = await parseScenario(CHAT);
const served = predict(chat);
const lines = (text: string) => text.split('\n');
const fits = (text: string) => {
  for (const line of lines(text)) expect(line.length, line).toBeLessThanOrEqual(100);
};

/** An answer of `solve` made of a prediction, so that reports are judged apart from the solver. */
const found: Feasible = {
  ...served,
  kind: 'feasible',
  arrivalRate: 12.5,
  engine: { maxBatchSize: 100, tokenBudget: 700, chunkSize: null },
  binding: 'tbt.p99',
  slack: { 'ttft.p99': 0.5, 'tbt.p99': 0.0001 },
  sensitivity: { 'ttft.p99': 0, 'tbt.p99': 210 },
  flags: {
    vllm: '--max-num-seqs 100 --max-num-batched-tokens 700 --enable-chunked-prefill --gpu-memory-utilization 0.9',
    sglang: '--max-running-requests 100',
    tensorrtLlm: '--max_batch_size 100',
  },
};

describe('the report of predict', () => {
  const report = predictionReport(chat, served);

  test('names what runs and how loaded it is', () => {
    expect(lines(report)[0]).toBe('llama-3.1-8b on h100-sxm');
    expect(report).toContain(
      'chunked-prefill · ≤ 256 requests · ≤ 2048 tokens · chunks ≤ 512 tokens',
    );
    expect(report).toMatch(/^Load +8 req\/s, \d+ % of the stability limit$/m);
  });

  test('marks kept limits under their values and leaves the others empty', () => {
    const marks = lines(report).filter((line) => line.includes('≤') && line.includes('✓'));
    expect(marks.map((line) => line.trim().split(/ {2,}/))).toStrictEqual([
      ['≤ 300 ms ✓', '≤ 2 s ✓'],
      ['≤ 50 ms ✓'],
      ['≤ 20 s ✓'],
    ]);
  });

  test('draws shares of the mean TTFT that add to all of it', () => {
    const shares = [...report.matchAll(/^ {2}t_\S+ .*? {2}(\d+(?:\.\d)?) % /gm)].map(([, share]) =>
      Number(share),
    );
    const [wait = 0, computing = 0] = [served.queues.prefillWait.mean, served.ttft.mean].map(
      (seconds) => (100 * seconds) / served.ttft.mean,
    );
    expect(shares[0]).toBeCloseTo(wait, 0);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(computing, -0.5);
  });

  test('says what drafts do beside the same engine without them', async () => {
    const drafts = 'engine.speculation={ draftTokens: 5, acceptance: 80 %, draftTime: 2 ms }';
    const set = [drafts, 'engine.maxBatchSize=200'];
    const drafting = await parseScenario(CHAT, { set });
    const text = predictionReport(drafting, predict(drafting));
    expect(text).toContain('5 drafts, 80 % accepted');
    expect(text).toMatch(
      /^Drafts +3\.\d+ tokens an iteration, mean TBT [\d.]+ ms; without [\d.]+ ms, stable up to [\d.]+ req\/s$/m,
    );
    fits(text);
    expect(report).not.toContain('Drafts');
  });

  test('crosses broken limits', () => {
    const strict = { ...chat, sla: { tbt: { p99: 0.001 } } };
    const text = predictionReport(strict, served);
    expect(text).toContain('≤ 1 ms ✗');
    expect(text).toMatch(/^Promise +broken: TBT p99$/m);
    expect(report).toMatch(/^Promise +kept$/m);
    expect(predictionReport({ ...chat, sla: {} }, served)).not.toContain('Promise');
  });

  test('says overload in words and ∞, without bars of nothing', async () => {
    const overloaded = await parseScenario(CHAT, { set: ['traffic.arrivals.rate=500 /s'] });
    const text = predictionReport(overloaded, predict(overloaded));
    expect(text).toMatch(
      /^Load +500 req\/s, [\d,]+ % .*: overloaded, the queue grows without end$/m,
    );
    expect(text).toMatch(/^ {2}TTFT +∞ +∞ +∞ +∞ +∞$/m);
    expect(text).not.toContain('t_qp');
    fits(text);
  });

  test('of a model that does not fit says what is missing and what would fit', async () => {
    const large = await parseScenario(CHAT.replace('  kvCapacity: 100000\n', ''), {
      set: ['model=llama-3.1-405b'],
    });
    const text = predictionReport(large, predict(large));
    expect(text).toContain('The model does not fit.');
    expect(text).toMatch(/\d GB missing/);
    expect(text).toContain('what would fit');
    expect(text).not.toContain('TTFT');
    fits(text);
  });

  test('of a given iteration time has no memory in bytes', async () => {
    const own = await parseScenario(`name: mine\n${SHORT}`);
    const text = predictionReport(own, predict(own));
    expect(lines(text)[0]).toBe('mine: iteration time given: linear, base 6 ms');
    expect(text).toContain('KV cache: no limit given');
    expect(text).not.toContain('GB');
  });

  test('of a function says that it is one', () => {
    const own = { ...chat, iterationTime: () => 0.01 };
    expect(lines(predictionReport(own, served))[0]).toBe('iteration time given as a function');
  });

  test('paints what is good, bad and faint without changing a column', () => {
    const styles = new Set<string>();
    const paint: Paint = (style, text) => {
      styles.add(style);
      return text;
    };
    expect(predictionReport(chat, served, paint)).toBe(report);
    expect(styles).toContain('good');
    expect(styles).not.toContain('bad');
  });
});

describe('the report of solve', () => {
  const report = solutionReport(chat, found);

  test('begins with the rate, the binding limit, the settings and the cliff', () => {
    expect(report).toMatch(/^Largest rate +12\.5 req\/s$/m);
    expect(report).toMatch(/^Binding limit +TBT p99 ≤ 50 ms$/m);
    expect(report).toMatch(
      /^Engine +maxBatchSize 100, tokenBudget 700, chunkSize what the budget leaves$/m,
    );
    expect(report).toMatch(/^Cliff +\d.*the queue grows without end/m);
  });

  test('says what a longer limit is worth, of the binding one only', () => {
    expect(report).toMatch(
      /^TBT p99 +50 ms +49\.9 ms +0\.100 ms +binds; 1 ms more is worth \+0\.210 req\/s$/m,
    );
    expect(report).toMatch(/^TTFT p99 +2 s +1,500 ms +500 ms$/m);
  });

  test('breaks flags only between them, so that they can be pasted', () => {
    const flags = lines(report).filter((line) => line.includes('--'));
    expect(flags[0]).toMatch(/^ {2}vLLM +--max-num-seqs 100 .* \\$/);
    expect(flags[1]).toMatch(/^ +--gpu-memory-utilization 0\.9$/);
  });

  test('says when no promise stops the rate', () => {
    const free = { ...found, binding: 'stability' as const, slack: {}, sensitivity: {} };
    const text = solutionReport({ ...chat, sla: {} }, free);
    expect(text).toContain('none promised; the rate is that of the stability limit');
    expect(text).toContain('No limit is promised');
  });

  test('shows a chunk size that was found', () => {
    const chunked = { ...found, engine: { ...found.engine, chunkSize: 256 } };
    expect(solutionReport(chat, chunked)).toContain('chunkSize 256');
  });

  test('of an SLA that cannot be kept names the limit and the best attainable', () => {
    const text = solutionReport(chat, {
      kind: 'infeasible',
      binding: 'tbt.p99',
      limit: 0.05,
      best: 0.06,
      explanation: 'it is so',
      warnings: ['look out'],
    });
    expect(text).toContain(
      'No rate keeps the SLA: TBT p99 ≤ 50 ms cannot be kept, the best attainable is 60.0 ms',
    );
    expect(text).toContain('! look out');
  });

  test('of a model that does not fit says so', () => {
    const text = solutionReport(chat, {
      kind: 'infeasible',
      binding: 'memory',
      explanation: 'tensor: 4 would fit',
      warnings: [],
    });
    expect(text).toContain('the model does not fit into memory');
    expect(text).toContain('tensor: 4 would fit');
  });

  test('fits 100 columns', () => fits(report));
});

/** Those that the formulas answer; the others say so in their first lines. */
const examples = readdirSync('docs/examples')
  .filter((file) => file.endsWith('.yaml'))
  .filter((file) => !/# exit 2$/m.test(readFileSync(`docs/examples/${file}`, 'utf8')));
test.each(examples)('the report of docs/examples/%s fits 100 columns', async (file) => {
  const readFile = (path: string) => Promise.resolve(readFileSync(`docs/examples/${path}`, 'utf8'));
  const scenario = await parseScenario(await readFile(file), { readFile });
  const answer: Prediction = predict(scenario);
  expect(answer.stable).toBe(true);
  fits(predictionReport(scenario, answer));
});

describe('the catalogue', () => {
  test('lists every GPU and every model in 100 columns', () => {
    const [gpus, models] = [hardwareTable(catalogData), modelTable(catalogData)];
    for (const { hardware } of catalogData.hardware) expect(gpus).toContain(`\n${hardware.name} `);
    for (const { model } of catalogData.models) expect(models).toContain(`\n${model.name} `);
    fits(gpus);
    fits(models);
  });

  test.each(catalogData.hardware)(
    'shows $hardware.name with status and source of each number',
    (entry) => {
      const text = hardwareDetail(entry);
      expect(text).toMatch(/^memoryBandwidth +[\d,.]+ GB\/s +datasheet$/m);
      const numbers = lines(text).filter((line) =>
        /^(peakFlops|memory|coefficients\.\w+\.)/.test(line),
      );
      for (const line of numbers) expect(line).toMatch(/(measured|datasheet|prior)$/);
      expect(text).toContain('\nSources\n');
      fits(text);
    },
  );

  test.each(catalogData.models)('shows $model.name with its source', (entry) => {
    const text = modelDetail(entry);
    expect(text).toMatch(new RegExp(`^layers +${entry.model.layers}$`, 'm'));
    expect(text).toContain('\nSources\n');
    fits(text);
  });
});

test('a table aligns names to the left and numbers to the right', () =>
  expect(
    table(
      [
        ['a', '1'],
        ['bcd', '22', 'x'],
      ],
      (_, text) => text,
      { left: [0, 2] },
    ),
  ).toStrictEqual(['  a     1', '  bcd  22  x']));

test('a bar is as long as its share, to an eighth', () => {
  expect(bar(0, 10)).toBe('');
  expect(bar(1, 10)).toBe('█'.repeat(10));
  expect(bar(0.55, 10)).toBe('█████▌');
  expect(bar(2, 10)).toBe('█'.repeat(10));
});

test('long text is broken between words and indented', () => {
  const broken = wrapped(Array(40).fill('words').join(' '), 4);
  expect(broken).toHaveLength(3);
  expect(broken[1]).toMatch(/^ {4}words/);
});
