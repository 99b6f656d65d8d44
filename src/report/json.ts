/** Answers as JSON: SI units, keys as documented in docs/json.md. */

/** Text of an answer; what has no limit (Infinity) is null. Ends in a line break. */
export function jsonReport(answer: unknown): string {
  const text = JSON.stringify(
    answer,
    (_, value: unknown) => (value === Infinity ? null : value),
    2,
  );
  return `${text}\n`;
}
