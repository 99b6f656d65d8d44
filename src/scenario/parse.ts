/**
 * A scenario file → a Scenario. Runs in a browser too: what needs the disk is handed in.
 */
import { InvalidInputError } from '../checks.ts';
import { type Catalog, loadCatalog } from './catalog.ts';
import { csvColumn } from './file/csv.ts';
import { readDocument } from './file/document.ts';
import { parseEdit } from './file/edits.ts';
import { readableIssues } from './file/issues.ts';
import { readTrace } from './file/trace.ts';
import type { Scenario } from './scenario.ts';
import type { ColumnOutcome } from './schema/empirical.ts';
import { scenarioSchema } from './schema/scenario.ts';
import type { TraceOutcome } from './schema/traffic.ts';

export interface ParseOptions {
  /** GPUs and models known by name; default: those that ship with slaq. */
  readonly catalog?: Catalog;
  /** Text of a file the scenario names (config.json, CSV, trace); default: no file can be read. */
  readonly readFile?: (path: string) => Promise<string>;
  /** Changes to the file, each `path=value`, such as `traffic.arrivals.rate=12 /s`. */
  readonly set?: readonly string[];
}

/**
 * Reads a scenario written in YAML or JSON.
 *
 * @throws InvalidInputError with every fault of the text, its line and column, what is
 * allowed there, and the nearest known name.
 */
export async function parseScenario(text: string, options: ParseOptions = {}): Promise<Scenario> {
  const { readFile = noFiles, set = [] } = options;
  const document = readDocument(text, set.map(parseEdit));
  const [{ parseQuantity }, catalog] = await Promise.all([
    import('./quantity.ts'),
    options.catalog ?? loadCatalog(),
  ]);
  const schema = scenarioSchema({
    parseQuantity,
    catalog,
    readText: readFile,
    readColumn: (path, column) => columnOf(readFile, path, column),
    readTrace: (path) => traceOf(readFile, path),
  });
  const outcome = await schema.safeParseAsync(document.data);
  if (!outcome.success) throw new InvalidInputError(readableIssues(outcome.error.issues, document));
  return outcome.data;
}

async function columnOf(
  readFile: (path: string) => Promise<string>,
  path: string,
  column: string,
): Promise<ColumnOutcome> {
  try {
    return csvColumn(await readFile(path), column);
  } catch (error) {
    return { field: 'csv', allowed: `the path of a readable CSV file (${reasonOf(error)})` };
  }
}

async function traceOf(
  readFile: (path: string) => Promise<string>,
  path: string,
): Promise<TraceOutcome> {
  try {
    return { trace: await readTrace([await readFile(path)]) };
  } catch (error) {
    if (error instanceof InvalidInputError) return { faults: error.issues };
    const allowed = `the path of a readable CSV or JSONL file (${reasonOf(error)})`;
    return { faults: [{ path: '', given: path, allowed }] };
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function noFiles(): Promise<string> {
  return Promise.reject(new Error('files cannot be read here'));
}
