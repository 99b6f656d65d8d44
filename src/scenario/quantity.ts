/**
 * Quantities as people write them ("500 ms", "3.35 TB/s") → SI numbers.
 * The only file that imports mathjs; parse.ts loads it on demand. Of mathjs only the class of
 * units is taken, on plain numbers: bundled, 76 kB and 15 ms.
 */
import * as mathjs from 'mathjs';
import { DIMENSIONS, type QuantityParser } from './dimensions.ts';

/** A decimal number, thousands optionally grouped by commas, then a unit. */
const QUANTITY =
  /^([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*([^\d\s.,][^()]*)$/;
const LONGEST = 64;

interface UnitClass {
  parse(text: string): { toNumber(unit: string): number };
  createUnit(definitions: Record<string, { definition?: string; prefixes?: string }>): void;
}

/** The parts of mathjs used here; its own types do not list the class of units. */
interface Parts {
  create(factories: Record<string, unknown>): { readonly Unit: UnitClass };
  factory(name: string, dependencies: readonly string[], make: () => unknown): unknown;
  readonly createUnitClass: unknown;
}

/** What the class of units computes with. mathjs's own, for every kind of number, takes 0.1 s to make. */
const ARITHMETIC = {
  addScalar: (a: number, b: number) => a + b,
  subtractScalar: (a: number, b: number) => a - b,
  multiplyScalar: (a: number, b: number) => a * b,
  divideScalar: (a: number, b: number) => a / b,
  pow: (a: number, b: number) => a ** b,
  abs: Math.abs,
  fix: Math.trunc,
  round: Math.round,
  equal: (a: number, b: number) => a === b,
  isNumeric: (value: unknown) => typeof value === 'number',
  number: Number,
  format: String,
  Complex: Object,
  BigNumber: Object,
  Fraction: Object,
};

function unitClass(): UnitClass {
  const arithmetic = Object.entries(ARITHMETIC).map(([name, operation]) => [
    name,
    (mathjs as unknown as Parts).factory(name, [], () => operation),
  ]);
  const { Unit } = (mathjs as unknown as Parts).create({
    ...Object.fromEntries(arithmetic),
    createUnitClass: (mathjs as unknown as Parts).createUnitClass,
  });
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
