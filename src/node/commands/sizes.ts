/** --requests, --seed and --precision: read as people write them, judged by the core. */
import {
  InvalidInputError,
  type Issue,
  type Scenario,
  type SimulateOptions,
  simulationRounds,
} from '../../index.ts';

/** As on the command line. */
export interface SizeTexts {
  readonly requests?: string;
  readonly seed?: string;
  readonly precision?: string;
}

/** @example sizesOf({ requests: '1e6', precision: '2 %' }) // { requests: 1000000, precision: 0.02 } */
export function sizesOf({ requests, seed, precision }: SizeTexts): SimulateOptions {
  return {
    ...(requests === undefined ? {} : { requests: numberOf(requests) }),
    ...(seed === undefined ? {} : { seed: numberOf(seed) }),
    ...(precision === undefined ? {} : { precision: shareOf(precision) }),
  };
}

/** NaN where the text is no number: the core says what is allowed. */
function numberOf(text: string): number {
  return /^\d+(\.\d+)?(e\d+)?$/i.test(text.trim()) ? Number(text) : Number.NaN;
}

function shareOf(text: string): number {
  const [, digits, percent] = /^\s*(\d*\.?\d+)\s*(%?)\s*$/.exec(text) ?? [];
  if (digits === undefined) return Number.NaN;
  return percent === '%' ? Number(digits) / 100 : Number(digits);
}

const ALLOWED: { readonly [path: string]: string } = {
  precision: 'a share > 0 and < 1, such as 2% or 0.02',
};

/** What the core objects to in them, by the names and in the words of the command line. */
export function sizeIssues(scenario: Scenario, texts: SizeTexts): Issue[] {
  try {
    simulationRounds(scenario, sizesOf(texts)).next();
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.issues.flatMap((issue) => {
      const { path, allowed } = issue;
      if (path !== 'requests' && path !== 'seed' && path !== 'precision') return [];
      const given = texts[path];
      return [{ ...issue, path: `--${path}`, given, allowed: ALLOWED[path] ?? allowed }];
    });
  }
}
