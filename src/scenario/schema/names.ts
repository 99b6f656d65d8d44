/** Names of the catalogue in the schema: editors complete them, and a wrong one is told the nearest. */
import * as z from 'zod';

/** A text field whose JSON Schema lists the names; `otherwise` is a pattern also allowed there. */
export function catalogName(description: string, names: readonly string[], otherwise?: string) {
  const listed = { enum: [...names] };
  return z.string({ error: 'a name of the catalogue' }).meta({
    description,
    ...(otherwise === undefined ? listed : { anyOf: [listed, { pattern: otherwise }] }),
  });
}

/** The issue of a name that is not in the catalogue. */
export function unknownName(given: string, what: string, names: readonly string[]) {
  const message = `the name of ${what} in the catalogue`;
  return { code: 'custom' as const, message, input: given, params: { names: [...names] } };
}
