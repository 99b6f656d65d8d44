/** The scenario that a command line names. */
import { InvalidInputError, parseScenario, type Scenario } from '../../index.ts';
import { readerBeside, readStandardInput, readText } from './text.ts';

/** A scenario longer than this is refused anyway; do not read more of it. */
const MOST_BYTES = 1e6;

/** The scenario in a file, `-` is standard input, with edits `path=value`. */
export async function readScenario(file: string, set: readonly string[] = []): Promise<Scenario> {
  const text = await scenarioText(file);
  return parseScenario(text, { readFile: readerBeside(file), set });
}

async function scenarioText(file: string): Promise<string> {
  if (file === '-') return readStandardInput(MOST_BYTES);
  try {
    return await readText(file, MOST_BYTES);
  } catch (error) {
    const allowed = `a scenario file that can be read (${(error as Error).message})`;
    throw new InvalidInputError([{ path: 'FILE', given: file, allowed }]);
  }
}
