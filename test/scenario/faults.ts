import { describeIssue, InvalidInputError } from '../../src/checks.ts';
import { type ParseOptions, parseScenario } from '../../src/scenario/parse.ts';

/** Every fault of a text, as the command line prints it. */
export async function faults(text: string, options?: ParseOptions): Promise<string[]> {
  const error = await parseScenario(text, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof InvalidInputError)) throw error ?? new Error('the text was accepted');
  return error.issues.map((issue) => describeIssue(issue, 'chat.yaml'));
}
