/**
 * Quantities as people write them ("500 ms", "3.35 TB/s") → SI numbers.
 * The only file that imports mathjs; parse.ts loads it on demand. Of mathjs only the
 * Unit class is created (0.1 s instead of 0.5 s for the whole library).
 */
import { create, type Unit as MathUnit, UnitDependencies } from 'mathjs';

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

/** A decimal number, thousands optionally grouped by commas, then a unit. */
const QUANTITY =
  /^([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*([^\d\s.,][^()]*)$/;
const LONGEST = 64;

interface UnitClass {
  parse(text: string): MathUnit;
  createUnit(definitions: Record<string, { definition?: string; prefixes?: string }>): void;
}

function unitClass(): UnitClass {
  // The created instance holds the class; mathjs's types know only instances of it.
  const { Unit } = create({ ...UnitDependencies }) as unknown as { Unit: UnitClass };
  Unit.createUnit({ request: {}, USD: {}, FLOP: { prefixes: 'short' }, whole: {} });
  Unit.createUnit({
    FLOPS: { definition: '1 FLOP/s', prefixes: 'short' },
    percent: { definition: '0.01 whole' },
  });
  return Unit;
}
const Unit = unitClass();

/**
 * Reads a quantity with mathjs's units plus requests, FLOP and US dollars.
 *
 * Decimal prefixes are powers of ten and binary ones of two (GB = 10⁹, GiB = 2³⁰ bytes);
 * results carry 15 digits, so that 25 us is 0.000025 and not 0.000024999999999999998.
 *
 * @example parseQuantity('80 GiB', 'bytes') // 85899345920
 */
export const parseQuantity: QuantityParser = (text, dimension) => {
  const [, digits = '', unit = ''] =
    QUANTITY.exec(dollarsLast(text.slice(0, LONGEST).trim())) ?? [];
  if (digits === '' || text.length > LONGEST) return undefined;
  try {
    const one = Unit.parse(`1 ${spelledUnit(unit)}`).toNumber(DIMENSIONS[dimension].unit);
    const value = Number(digits.replaceAll(',', '')) * one;
    return Number.isFinite(value) ? Number(value.toPrecision(15)) : undefined;
  } catch {
    return undefined;
  }
};

/** "$2.5/hour" with its unit behind the number: "2.5 USD/hour". */
function dollarsLast(text: string): string {
  return text.replace(/^\$\s*([^/\s]+)/, '$1 USD').replace('$', 'USD');
}

/** Usual spellings that mathjs does not know, in its own: "/s", "req/s", "µs", "Gbps", "TFLOPs". */
function spelledUnit(unit: string): string {
  return unit
    .trim()
    .replace(/[µμ]/g, 'u')
    .replace('%', 'percent')
    .replace(/^(?=\/)/, 'request')
    .replace(/^Hz$/, 'request/s')
    .replace(/^req(?:uest)?s?\b/, 'request')
    .replace(/^([kMGTPE]?)bps$/, '$1b/s')
    .replace(/FLOPs(?:\/s)?$/, 'FLOPS');
}
