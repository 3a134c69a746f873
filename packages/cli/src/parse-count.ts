import { InvalidArgumentError } from 'commander';

/** Reads a number of things from the command line, 1 or more. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (/^[1-9]\d{0,8}$/.test(text)) return count;
  throw new InvalidArgumentError('Write a whole number, 1 or more.');
}

/** Reads a number of things from the command line that may be none. */
export function parseCountOrNone(text: string): number {
  return text === '0' ? 0 : parseCount(text);
}
