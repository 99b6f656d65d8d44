/** The model: a catalogue name, the path of a Hugging Face config.json, or its numbers. */
import * as z from 'zod';
import { InvalidInputError, type Issue } from '../../checks.ts';
import type { Architecture } from '../architecture.ts';
import { type Catalog, findModel } from '../catalog.ts';
import { architectureFromConfig } from '../huggingface.ts';
import { architectureSchema } from './architecture.ts';
import { catalogName, unknownName } from './names.ts';

/** Text of a file named in a scenario; rejects with an Error that says why it cannot be read. */
export type ReadText = (path: string) => Promise<string>;

export function modelSchema(catalog: Catalog, readText: ReadText) {
  const names = catalog.models.map(({ model }) => model.name);
  const named = catalogName(
    'A model of the catalogue, or the path of its config.json.',
    names,
    '\\.json$',
  ).transform(async (given, context): Promise<Architecture> => {
    const entry = findModel(catalog, given);
    if (entry !== undefined) return entry.model;
    if (!given.endsWith('.json')) {
      context.issues.push(unknownName(given, 'a model', names));
      return z.NEVER;
    }
    const outcome = await modelFromFile(given, readText);
    if ('model' in outcome) return outcome.model;
    for (const { path, given: found, allowed } of outcome.faults)
      context.issues.push({
        code: 'custom',
        path: path.split('.').filter((part) => part !== ''),
        message: allowed,
        input: given,
        params: { given: found },
      });
    return z.NEVER;
  });
  return z
    .union([named, architectureSchema], {
      error:
        'the name of a model in the catalogue, the path of a config.json, or a map of its numbers',
    })
    .meta({
      description: 'The model: a catalogue name, the path of a config.json, or its numbers.',
    });
}

type Outcome = { readonly model: Architecture } | { readonly faults: readonly Issue[] };

/** Reads and understands a config.json; its faults are those of the file, of JSON, or of a field. */
async function modelFromFile(path: string, readText: ReadText): Promise<Outcome> {
  const fault = (allowed: string) => ({ faults: [{ path: '', given: path, allowed }] });
  let config: unknown;
  try {
    config = JSON.parse(await readText(path));
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'it is not complete JSON' : messageOf(error);
    return fault(`the path of a readable config.json (${reason})`);
  }
  try {
    return { model: architectureFromConfig(config, modelName(path)) };
  } catch (error) {
    if (error instanceof InvalidInputError) return { faults: error.issues };
    throw error;
  }
}

/** `models/my-llama/config.json` is my-llama, `my-llama.json` too. */
function modelName(path: string): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== '' && part !== '.' && part !== '..');
  const last = parts.at(-1)?.replace(/\.json$/, '') ?? path;
  return last === 'config' ? (parts.at(-2) ?? last) : last;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
