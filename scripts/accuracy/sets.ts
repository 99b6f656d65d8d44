/** The sets of simulated cases: where they come from and what they were used for. */
export interface SetNote {
  readonly title: string;
  readonly use: string;
}

export const SET_NOTES: { readonly [name: string]: SetNote } = {
  random: {
    title: 'Random',
    use: `120 configurations drawn over wide ranges (\`scripts/accuracy/random.ts\`), two loads each, simulated by slaq.
Drawn and first looked at after the formulas were frozen; nothing is fitted to it but the error bands.`,
  },
  design: {
    title: 'Design',
    use: `Eight pairs of length laws × four shapes of t_inf × seven loads, over eight engine settings
(\`scripts/accuracy/design.ts\`), simulated by slaq. Made after the formulas; nothing is fitted to it but the error bands.`,
  },
  'engine-grid': {
    title: 'Independent',
    use: `Simulated by an independent program that shares no code with slaq: ten designs, several loads each.
Never fitted to. TPOT and 95th percentiles were not recorded.`,
  },
};

/** The order of the page; sets without a note come last. */
export const SET_ORDER: readonly string[] = ['random', 'design', 'engine-grid'];

/** Simulated by slaq: error bands are measured on these. */
export const isOwn = (name: string) => name === 'random' || name === 'design';
