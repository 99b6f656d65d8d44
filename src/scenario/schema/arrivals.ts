/** `traffic.arrivals`: the processes by which requests come. */
import * as z from 'zod';
import { MOST_SCV, PROCESSES } from '../choices.ts';
import { DEFAULT_PROCESS } from '../defaults.ts';
import {
  alsoHolds,
  type Bound,
  count,
  type Fault,
  flag,
  numberFrom,
  numberUpTo,
  type QuantityFields,
  section,
  type Unchecked,
  upToOneDay,
  zeroToOneDay,
} from './fields.ts';

/** What a file may write; a recorded trace has a field of its own. */
const WRITTEN = PROCESSES.filter((name) => name !== 'trace');
const NAMES = WRITTEN.join(', ');
export const ARRIVALS = `a map with process: ${NAMES}`;

const rateBound: Bound = {
  words: '> 0 and ≤ 1000000 /s',
  holds: (value) => value > 0 && value <= 1e6,
};
const rateOrZero: Bound = {
  words: '≥ 0 and ≤ 1000000 /s',
  holds: (value) => value >= 0 && value <= 1e6,
};
const MOST_CLIENTS = 1_000_000;
const MOST_PHASES = 1000;
const SCV = 'c_a², squared coefficient of variation of the gaps between requests';

const process = <const Name extends (typeof WRITTEN)[number]>(name: Name) =>
  z.literal(name, { error: NAMES }).meta({ description: 'Law of the arrivals.' });

export function arrivalsSchema(fields: QuantityFields) {
  return z
    .discriminatedUnion(
      'process',
      [...renewals(fields), mmpp(fields), schedule(fields), closed(fields)],
      {
        error: ({ input }) =>
          typeof input === 'object' && input !== null ? namesFor(input) : ARRIVALS,
      },
    )
    .meta({ description: 'When requests arrive; `process` is poisson where it is left out.' });
}

function namesFor(input: object): string {
  const isTrace = 'process' in input && input.process === 'trace';
  return isTrace ? `${NAMES}; a recorded trace is named in traffic.trace` : NAMES;
}

/** Processes whose gaps are independent and of one law. */
function renewals({ quantity }: QuantityFields) {
  const rate = quantity(
    'rate',
    'λ, requests per second offered to the whole deployment.',
    rateBound,
    '8 /s',
  );
  return [
    section({ process: process('poisson').default(DEFAULT_PROCESS), rate }),
    section({
      process: process('gamma'),
      rate,
      scv: numberFrom(`${SCV}; 0 is clockwork, 1 is poisson.`, 0, MOST_SCV),
    }),
    section({
      process: process('weibull'),
      rate,
      scv: numberUpTo(`${SCV}; 1 is poisson.`, 0, MOST_SCV),
    }),
    section({
      process: process('hyperexponential'),
      rate,
      scv: numberFrom(`${SCV}, by two exponentials of balanced means; 1 is poisson.`, 1, MOST_SCV),
    }),
  ] as const;
}

/** Poisson at a rate that jumps between two states. */
function mmpp({ quantity }: QuantityFields) {
  const state = section({
    rate: quantity('rate', 'Requests per second in this state.', rateOrZero, '8 /s'),
    meanDuration: quantity('time', 'Mean time in this state, exponential.', upToOneDay, '20 s'),
  });
  return section({
    process: process('mmpp'),
    states: z
      .tuple([state, state], { error: 'a list of two maps with rate, meanDuration' })
      .meta({ description: 'The rate jumps between two states.' }),
  }).check(alsoHolds(({ states }) => someCome('states', states)));
}

/** Poisson at a rate that follows a plan. */
function schedule({ quantity }: QuantityFields) {
  const rate = (description: string) => quantity('rate', description, rateOrZero, '8 /s');
  const phase = section({
    duration: quantity('time', 'How long the phase lasts.', upToOneDay, '10 min'),
    rate: rate('Requests per second at its beginning.'),
    endRate: z.exactOptional(
      rate('Requests per second at its end, in a straight line; default: those at its beginning.'),
    ),
  });
  const phases = z.array(phase, { error: PHASES }).min(1, { error: PHASES });
  return section({
    process: process('schedule'),
    phases: phases
      .max(MOST_PHASES, { error: PHASES })
      .meta({ description: 'The rate follows a plan, one phase after the other.' }),
    repeat: z.exactOptional(
      flag('Begins again after the last phase; otherwise no request comes after it.'),
    ),
  }).check(alsoHolds(({ phases }) => someCome('phases', phases)));
}
const PHASES = `a list of 1 to ${MOST_PHASES} maps with duration, rate, endRate`;

function closed({ quantity }: QuantityFields) {
  return section({
    process: process('closed'),
    clients: count(
      'Clients that each send a request, wait for its last token, think, and send the next.',
      1,
      MOST_CLIENTS,
    ),
    meanThinkTime: z.exactOptional(
      quantity('time', 'Mean time to think, exponential; default 0.', zeroToOneDay, '10 s'),
    ),
  });
}

/** A process at rate 0 throughout sends nobody. */
function someCome(key: string, parts: unknown): readonly Fault[] {
  const rates = Array.isArray(parts) ? parts.flatMap(ratesOf) : [];
  return rates.every((rate) => rate === 0)
    ? [{ path: [key], allowed: 'a rate > 0 in at least one of them' }]
    : [];
}

function ratesOf(part: unknown): readonly unknown[] {
  if (typeof part !== 'object' || part === null) return [undefined];
  const { rate, endRate = rate } = part as Unchecked;
  return [rate, endRate];
}
