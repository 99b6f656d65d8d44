/**
 * Requests in a row by turn and arrival, those that were preempted before the others of their turn;
 * served mostly from the front.
 */
export interface RowQueue {
  readonly rows: number[];
  /** Place of the first; what lies before it is gone. */
  head: number;
}

const SLACK = 1024;

export function emptyQueue(): RowQueue {
  return { rows: [], head: 0 };
}

export function lengthOf({ rows, head }: RowQueue): number {
  return rows.length - head;
}

function joinFront(queue: RowQueue, row: number): void {
  if (queue.head === 0) queue.rows.unshift(row);
  else {
    queue.head -= 1;
    queue.rows[queue.head] = row;
  }
}

/** Joins behind those that go before it or came before it with the same turn; `turns` by row. */
export function joinInTurn(queue: RowQueue, row: number, turns: ArrayLike<number>): void {
  let place = queue.rows.length;
  const turn = turns[row] as number;
  while (place > queue.head && (turns[queue.rows[place - 1] as number] as number) > turn) place--;
  if (place === queue.rows.length) queue.rows.push(row);
  else queue.rows.splice(place, 0, row);
}

/** The same, before those with the same turn. */
export function returnInTurn(queue: RowQueue, row: number, turns: ArrayLike<number>): void {
  let place = queue.head;
  const turn = turns[row] as number;
  while (place < queue.rows.length && (turns[queue.rows[place] as number] as number) < turn)
    place++;
  if (place === queue.head) joinFront(queue, row);
  else queue.rows.splice(place, 0, row);
}

/** Takes a request out, wherever it stands. */
export function takeOut(queue: RowQueue, row: number): void {
  const place = queue.rows.indexOf(row, queue.head);
  if (place < 0) throw new RangeError(`request ${row} does not wait here`);
  if (place > queue.head) queue.rows.copyWithin(queue.head + 1, queue.head, place);
  queue.head += 1;
  // Gives the memory back: at most one copy of the queue for as many requests served.
  if (queue.head > SLACK && queue.head > queue.rows.length / 2) {
    queue.rows.splice(0, queue.head);
    queue.head = 0;
  }
}
