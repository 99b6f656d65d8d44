import { expect, test } from 'vitest';
import { randomStream } from '../../../src/numerics/random.ts';
import {
  emptyQueue,
  joinInTurn,
  lengthOf,
  returnInTurn,
  takeOut,
} from '../../../src/simulation/engine/row-queue.ts';

const ALIKE = new Int16Array(100_000);

test.each([1, 3])(
  'it is what a sorted array is, however it is joined and left: %i turns',
  (turns) => {
    const random = randomStream(1, 'row queue');
    const queue = emptyQueue();
    const turn = Array.from({ length: 20_000 }, (_, row) => (row * 7) % turns);
    const model: number[] = [];
    const placeBefore = (isBefore: (row: number) => boolean) => {
      const place = model.findIndex(isBefore);
      return place < 0 ? model.length : place;
    };
    for (let row = 0; row < 20_000; row++) {
      const choice = random();
      const own = turn[row] as number;
      if (choice < 0.45) {
        joinInTurn(queue, row, turn);
        model.splice(
          placeBefore((other) => (turn[other] as number) > own),
          0,
          row,
        );
      } else if (choice < 0.55) {
        returnInTurn(queue, row, turn);
        model.splice(
          placeBefore((other) => (turn[other] as number) >= own),
          0,
          row,
        );
      } else if (model.length > 0) {
        const place = random() < 0.7 ? 0 : Math.floor(random() * model.length);
        takeOut(queue, model[place] as number);
        model.splice(place, 1);
      }
      expect(lengthOf(queue)).toBe(model.length);
      if (row % 50 === 0) expect(queue.rows.slice(queue.head)).toEqual(model);
    }
  },
);

test('what is gone gives its memory back', () => {
  const queue = emptyQueue();
  for (let row = 0; row < 100_000; row++) {
    joinInTurn(queue, row, ALIKE);
    if (row >= 100) takeOut(queue, row - 100);
  }
  expect(lengthOf(queue)).toBe(100);
  expect(queue.rows.length).toBeLessThan(3000);
});

test('nobody leaves who does not wait', () => {
  const queue = emptyQueue();
  joinInTurn(queue, 7, ALIKE);
  takeOut(queue, 7);
  expect(() => takeOut(queue, 7)).toThrow('request 7 does not wait here');
});
