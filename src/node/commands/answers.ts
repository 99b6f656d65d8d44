/** What each command of the command line prints. */
import {
  batchReport,
  type Catalog,
  comparePolicies,
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
  POLICIES,
  type Policy,
  parseTime,
  policiesReport,
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

export async function predictCommand(
  file: string,
  options: AnswerOptions & { readonly policies?: string },
  paint: Paint,
) {
  const scenario = await readScenario(file, options.set);
  if (options.policies !== undefined) {
    const answers = comparePolicies(scenario, policiesNamed(options.policies));
    return options.json ? jsonReport(answers) : policiesReport(scenario, answers, paint);
  }
  const answer = predict(scenario);
  return options.json ? jsonReport(answer) : predictionReport(scenario, answer, paint);
}

/** `all`, or names with commas between them. */
function policiesNamed(text: string): readonly Policy[] {
  if (text === 'all') return POLICIES;
  const names = text.split(',').map((name) => name.trim());
  const known: readonly string[] = POLICIES;
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new InvalidInputError(
      unknown.map((given) => ({
        ...{ path: '--policies', given, allowed: `all, or some of ${POLICIES.join(', ')}` },
        nearest: nearestNames(given, POLICIES),
      })),
    );
  return POLICIES.filter((policy) => names.includes(policy));
}

export interface SolveTexts extends AnswerOptions {
  readonly fixed?: boolean;
  readonly margin?: boolean;
  readonly within?: string;
}

export async function solveCommand(file: string, options: SolveTexts, paint: Paint) {
  const scenario = await readScenario(file, options.set);
  if (options.within !== undefined) return withinCommand(scenario, options.within, options, paint);
  const answer = solve(scenario, {
    fixed: options.fixed === true,
    margin: options.margin === true,
  });
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
