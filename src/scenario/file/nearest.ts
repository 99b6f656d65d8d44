/** Which known names somebody may have meant. */

const MOST = 3;
const LONGEST = 64;

/**
 * Up to three names close to `given`, nearest first: by edits, where a name that begins
 * with what was given, or the other way round, counts as one edit away.
 *
 * @example nearestNames('tokenBudgt', ['policy', 'tokenBudget']) // ['tokenBudget']
 */
export function nearestNames(given: string, names: readonly string[]): readonly string[] {
  if (given.length === 0 || given.length > LONGEST) return [];
  const scored = names
    .map((name) => ({ name, distance: distance(given, name) }))
    .filter(
      ({ name, distance }) => distance <= Math.max(1, 0.4 * Math.min(given.length, name.length)),
    )
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  const [best] = scored;
  const close = scored.filter((other) => best !== undefined && other.distance <= best.distance + 1);
  return close.slice(0, MOST).map(({ name }) => name);
}

function distance(given: string, name: string): number {
  const [a, b] = [plain(given), plain(name)];
  if (a === b) return 0;
  const isPart = a.length >= 2 && (b.startsWith(a) || (b.length >= 2 && a.startsWith(b)));
  return isPart ? 1 : edits(a, b);
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/**
 * Levenshtein distance with insertions at half price, as people rather leave out than add:
 * "llama-8b" is nearer to llama-3.1-8b than to llama-2-7b.
 */
function edits(given: string, name: string): number {
  let row = Array.from({ length: name.length + 1 }, (_, index) => index / 2);
  for (const [i, letter] of [...given].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...name].entries()) {
      const substituted = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(substituted, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 0.5));
    }
    row = next;
  }
  return row.at(-1) ?? name.length;
}
