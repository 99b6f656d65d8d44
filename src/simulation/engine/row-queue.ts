/** Requests in a row: joined at the back, or at the front when preempted; served mostly from the front. */
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

export function joinBack(queue: RowQueue, row: number): void {
  queue.rows.push(row);
}

export function joinFront(queue: RowQueue, row: number): void {
  if (queue.head === 0) queue.rows.unshift(row);
  else {
    queue.head -= 1;
    queue.rows[queue.head] = row;
  }
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
