/** The physical dimensions of a scenario file. Apart from quantity.ts, so that mathjs loads on demand. */

/** What can be asked for, the SI unit it is returned in, and how one is written. */
export const DIMENSIONS = {
  time: { unit: 's', noun: 'a time', example: '500 ms' },
  rate: { unit: 'request/s', noun: 'a rate', example: '8 /s' },
  bytes: { unit: 'B', noun: 'an amount of memory', example: '80 GB' },
  bandwidth: { unit: 'B/s', noun: 'a bandwidth', example: '3.35 TB/s' },
  compute: { unit: 'FLOP/s', noun: 'a compute rate', example: '989 TFLOPS' },
  power: { unit: 'W', noun: 'a power', example: '700 W' },
  price: { unit: 'USD/hour', noun: 'a price', example: '2.5 USD/hour' },
  share: { unit: 'whole', noun: 'a share', example: '90 %' },
} as const;
export type Dimension = keyof typeof DIMENSIONS;

/** SI number of a quantity, or undefined where `text` is not a finite quantity of that dimension. */
export type QuantityParser = (text: string, dimension: Dimension) => number | undefined;
