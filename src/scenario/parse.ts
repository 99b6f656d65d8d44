/**
 * A scenario file → a Scenario. Runs in a browser too: what needs the disk is handed in.
 */
import { InvalidInputError } from '../checks.ts';
import { type Catalog, loadCatalog } from './catalog.ts';
import { csvColumn } from './file/csv.ts';
import { readDocument } from './file/document.ts';
import { parseEdit } from './file/edits.ts';
import { readableIssues } from './file/issues.ts';
import type { Scenario } from './scenario.ts';
import type { ColumnOutcome } from './schema/empirical.ts';
import { scenarioSchema } from './schema/scenario.ts';

export interface ParseOptions {
  /** GPUs and models known by name; default: those that ship with slaq. */
  readonly catalog?: Catalog;
  /** Text of a file the scenario names (config.json, CSV); default: no file can be read. */
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
    const reason = error instanceof Error ? error.message : String(error);
    return { field: 'csv', allowed: `the path of a readable CSV file (${reason})` };
  }
}

function noFiles(): Promise<string> {
  return Promise.reject(new Error('files cannot be read here'));
}
