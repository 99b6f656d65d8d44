/** The sets of simulated cases: where they come from and what they were used for. */
export interface SetNote {
  readonly title: string;
  readonly use: string;
}

export const SET_NOTES: { readonly [name: string]: SetNote } = {
  judge: {
    title: 'Judge',
    use: `60 configurations drawn at random with a seed of their own, two loads each, simulated by the simulator
of this repository (\`test/support/engine.ts\`). First looked at after the formulas were frozen; nothing is
fitted to it. The error bands of the answers are from this set.`,
  },
  'engine-grid': {
    title: 'Grid',
    use: `Simulated by an independent program that shares no code with slaq: ten designs, several loads each.
Never fitted to. TPOT and 95th percentiles were not recorded.`,
  },
  train: {
    title: 'Train',
    use: `Drawn like the judge set with another seed, and three designs like those of the grid. Looked at while
the formulas were made: its errors flatter.`,
  },
};

/** The order of the page; sets without a note come last. */
export const SET_ORDER: readonly string[] = ['judge', 'engine-grid', 'train'];

/** Median / 90th percentile of |relative error| on the judge set when it was first looked at. */
export const FIRST_LOOK = {
  commit: 'b66f8f9',
  columns: [
    'TTFT mean',
    'TTFT p99',
    'TBT mean',
    'TBT p99',
    'TPOT mean',
    'TPOT p99',
    'E2E mean',
    'E2E p99',
  ],
  blind: [
    ...['1.34 / 7.78', '3.67 / 12.1', '0.18 / 4.35', '0.44 / 6.56'],
    ...['0.26 / 5.35', '1.79 / 22.2', '0.41 / 5.82', '1.25 / 7.40'],
  ],
  prototype: [
    ...['2.11 / 12.7', '4.43 / 22.9', '0.18 / 3.35', '0.55 / 9.25'],
    ...['–', '–', '0.53 / 5.70', '1.73 / 17.9'],
  ],
} as const;
