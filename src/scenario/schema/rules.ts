/** Rules between the sections of a scenario file. */
import type { Fault, Unchecked } from './fields.ts';

const WHAT = {
  model: 'the name of a model in the catalogue, the path of a config.json, or its numbers',
  hardware: 'the name of a GPU in the catalogue, or its datasheet numbers',
} as const;
const SERVED = ['model', 'hardware', 'parallelism', 'precision'] as const;

/** Either model and hardware, or iterationTime: never both, never neither. */
export function oneEngine(file: Unchecked): readonly Fault[] {
  if (file.iterationTime !== undefined)
    return SERVED.filter((key) => file[key] !== undefined).map((key) => ({
      path: [key],
      allowed: 'no such field beside iterationTime, which stands for all of them',
    }));
  return (['model', 'hardware'] as const)
    .filter((key) => file[key] === undefined)
    .map((key) => ({
      path: [key],
      allowed: `${WHAT[key]}; or iterationTime instead of model and hardware`,
    }));
}

/** The model can be divided as the parallelism says. */
export function parallelismFits({ model, parallelism }: Unchecked): readonly Fault[] {
  const [heads, layers] = [numberAt(model, 'heads'), numberAt(model, 'layers')];
  const experts = numberAt(fieldOf(model, 'experts'), 'count');
  const isRead = heads !== undefined && layers !== undefined;
  const [tensor, pipeline, expert] = ['tensor', 'pipeline', 'expert'].map((key) =>
    numberAt(parallelism, key),
  );
  const faults: Fault[] = [];
  if (isRead && tensor !== undefined && heads % tensor !== 0)
    faults.push(fault('tensor', `a divisor of the model's ${heads} heads`));
  if (isRead && pipeline !== undefined && pipeline > layers)
    faults.push(fault('pipeline', `at most the model's ${layers} layers`));
  if (isRead && expert !== undefined && (experts ?? 1) % expert !== 0)
    faults.push(
      fault(
        'expert',
        experts === undefined
          ? '1, as the model has no experts'
          : `a divisor of the model's ${experts} experts`,
      ),
    );
  return faults;
}

/** Engines of a pool are counted one by one, so a model is not copied or put into stages as well. */
export function noRanksOfPools({ engine, parallelism }: Unchecked): readonly Fault[] {
  if (fieldOf(engine, 'policy') !== 'disaggregated') return [];
  return (['pipeline', 'data'] as const)
    .filter((key) => (numberAt(parallelism, key) ?? 1) !== 1)
    .map((key) => fault(key, ONE_ENGINE));
}
const ONE_ENGINE =
  '1 with policy disaggregated, whose engines are counted in engine.disaggregation';

function fault(key: string, allowed: string): Fault {
  return { path: ['parallelism', key], allowed };
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Unchecked)[key] : undefined;
}

function numberAt(value: unknown, key: string): number | undefined {
  const found = fieldOf(value, key);
  return typeof found === 'number' ? found : undefined;
}
