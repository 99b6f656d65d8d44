/** What each command of the command line prints. */
import {
  batchReport,
  type Catalog,
  findHardware,
  findModel,
  hardwareDetail,
  hardwareTable,
  InvalidInputError,
  jsonReport,
  largestBatch,
  loadCatalog,
  modelDetail,
  modelTable,
  nearestNames,
  type Paint,
  parseTime,
  predict,
  predictionReport,
  type Scenario,
  solutionReport,
  solve,
} from '../../index.ts';
import { readScenario } from '../files/scenario.ts';

export interface AnswerOptions {
  readonly set?: readonly string[];
  readonly json?: boolean;
}

export async function predictCommand(file: string, options: AnswerOptions, paint: Paint) {
  const scenario = await readScenario(file, options.set);
  const answer = predict(scenario);
  return options.json ? jsonReport(answer) : predictionReport(scenario, answer, paint);
}

export async function solveCommand(
  file: string,
  options: AnswerOptions & { readonly fixed?: boolean; readonly within?: string },
  paint: Paint,
) {
  const scenario = await readScenario(file, options.set);
  if (options.within !== undefined) return withinCommand(scenario, options.within, options, paint);
  const answer = solve(scenario, { fixed: options.fixed === true });
  return options.json ? jsonReport(answer) : solutionReport(scenario, answer, paint);
}

async function withinCommand(
  scenario: Scenario,
  time: string,
  { json }: AnswerOptions,
  paint: Paint,
) {
  const seconds = await parseTime(time, '--within');
  const batch = largestBatch(scenario, seconds);
  return json ? jsonReport(batch) : batchReport(scenario, seconds, batch, paint);
}

export async function catalogCommand(
  kind: 'hardware' | 'models' | undefined,
  name: string | undefined,
  { json = false }: { readonly json?: boolean },
  paint: Paint,
) {
  const catalog = await loadCatalog();
  if (name !== undefined) return oneEntry(catalog, kind, name, json, paint);
  if (json) return jsonReport(kind === undefined ? catalog : catalog[kind]);
  const tables = { hardware: hardwareTable, models: modelTable };
  return kind === undefined
    ? `${hardwareTable(catalog, paint)}\n${modelTable(catalog, paint)}`
    : tables[kind](catalog, paint);
}

function oneEntry(
  catalog: Catalog,
  kind: 'hardware' | 'models' | undefined,
  name: string,
  json: boolean,
  paint: Paint,
): string {
  if (kind === 'hardware') {
    const entry = findHardware(catalog, name);
    const names = catalog.hardware.map(({ hardware }) => hardware.name);
    if (entry === undefined) throw unknownEntry(name, names);
    return json ? jsonReport(entry) : hardwareDetail(entry, paint);
  }
  const entry = findModel(catalog, name);
  if (entry === undefined)
    throw unknownEntry(
      name,
      catalog.models.map(({ model }) => model.name),
    );
  return json ? jsonReport(entry) : modelDetail(entry, paint);
}

function unknownEntry(name: string, names: readonly string[]) {
  const nearest = nearestNames(name, names);
  return new InvalidInputError([
    { path: 'NAME', given: name, allowed: 'a name of the catalogue', nearest },
  ]);
}
