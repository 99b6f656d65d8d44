import { expect, test } from 'vitest';
import { randomStream } from '../../../src/numerics/random.ts';
import {
  emptyQueue,
  joinBack,
  joinFront,
  lengthOf,
  takeOut,
} from '../../../src/simulation/engine/row-queue.ts';

test('it is what an array is, however it is joined and left', () => {
  const random = randomStream(1, 'row queue');
  const queue = emptyQueue();
  const model: number[] = [];
  for (let row = 0; row < 20_000; row++) {
    const choice = random();
    if (choice < 0.45) {
      joinBack(queue, row);
      model.push(row);
    } else if (choice < 0.55) {
      joinFront(queue, row);
      model.unshift(row);
    } else if (model.length > 0) {
      const place = random() < 0.7 ? 0 : Math.floor(random() * model.length);
      takeOut(queue, model[place] as number);
      model.splice(place, 1);
    }
    expect(lengthOf(queue)).toBe(model.length);
    if (row % 50 === 0) expect(queue.rows.slice(queue.head)).toEqual(model);
  }
});

test('what is gone gives its memory back', () => {
  const queue = emptyQueue();
  for (let row = 0; row < 100_000; row++) {
    joinBack(queue, row);
    if (row >= 100) takeOut(queue, row - 100);
  }
  expect(lengthOf(queue)).toBe(100);
  expect(queue.rows.length).toBeLessThan(3000);
});

test('nobody leaves who does not wait', () => {
  const queue = emptyQueue();
  joinBack(queue, 7);
  takeOut(queue, 7);
  expect(() => takeOut(queue, 7)).toThrow('request 7 does not wait here');
});
