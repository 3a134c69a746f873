import { NONE, type Reading } from './reading.ts';
import type { NumberType } from './value-type.ts';

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Reads a number as JSON and Java write it. What JavaScript would round is none: it would be another number. */
export function readNumberText(text: string, { whole }: NumberType): Reading {
  const written = text.trim();
  const number = JSON_NUMBER.test(written) ? Number(written) : Number.NaN;
  if (!isExact(written, number) || (whole && !Number.isSafeInteger(number))) return NONE;
  return { value: number === 0 ? 0 : number };
}

/** Reads a number that somebody else has parsed; a whole one beyond 2^53 may have been rounded then. */
export function readNumber(number: number, { whole }: NumberType): Reading {
  if (!Number.isFinite(number)) return NONE;
  if (Number.isInteger(number) ? !Number.isSafeInteger(number) : whole) return NONE;
  return { value: number === 0 ? 0 : number };
}

/** Whether JSON's numbers are all what JavaScript makes of them. */
export function hasExactNumbers(json: string): boolean {
  if (!LONG_NUMBER.test(json)) return true;
  const tokens = json.match(STRING_OR_NUMBER) ?? [];
  return tokens.every((token) => token.startsWith('"') || isExact(token, Number(token)));
}

/** Fewer digits than these are never rounded. */
const LONG_NUMBER = /[\d.]{16}|\d[eE]/;
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

function isExact(text: string, number: number): boolean {
  if (!Number.isFinite(number)) return false;
  return !LONG_NUMBER.test(text) || significantDigits(text) === significantDigits(String(number));
}

/** The digits without sign, point, exponent and the zeros at both ends. */
function significantDigits(text: string): string {
  const [mantissa = ''] = text.toLowerCase().split('e');
  return mantissa.replace(/[-.]/g, '').replace(/^0+|0+$/g, '');
}
