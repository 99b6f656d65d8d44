/** The distinct numbers of a list, rising, and how often each occurs. */
export function tally(numbers: ArrayLike<number>): {
  readonly values: readonly number[];
  readonly weights: readonly number[];
} {
  const counts = new Map<number, number>();
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i] as number;
    counts.set(number, (counts.get(number) ?? 0) + 1);
  }
  const values = [...counts.keys()].sort((a, b) => a - b);
  return { values, weights: values.map((value) => counts.get(value) ?? 0) };
}
