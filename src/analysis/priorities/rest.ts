/**
 * What is left of the prompt that was begun last, when a row of prompts fills the rest of an
 * iteration: the time to the next renewal of an ordinary renewal process, on a lattice.
 *
 * Exact for prompts that are there in any number.
 *
 * @see docs/model.md#priorities; D. R. Cox, Renewal Theory (1962), ch. 5 (forward recurrence time).
 */

/**
 * P(i cells are left) when prompts of law `sizes`, the first of which begins with the room, fill a room
 * of 0 … `most` cells; i = 0: one ended with it.
 */
export function restLaws(sizes: Float64Array, most: number): Float64Array[] {
  const none = sizes[0] as number;
  const begun = new Float64Array(most + 1);
  for (let n = 0; n <= most; n++) {
    let sum = n === 0 ? 1 : 0;
    for (let j = 1; j <= n && j < sizes.length; j++)
      sum += (sizes[j] as number) * (begun[n - j] as number);
    begun[n] = sum / (1 - none);
  }
  return Array.from({ length: most + 1 }, (_, room) => {
    const law = new Float64Array(sizes.length);
    law[0] = (begun[room] as number) * (1 - none);
    for (let start = 0; start < room; start++)
      for (let i = 1; room - start + i < sizes.length; i++)
        law[i] =
          (law[i] as number) + (begun[start] as number) * (sizes[room - start + i] as number);
    return law;
  });
}
