import { InvalidArgumentError } from 'commander';

/** Reads names from the command line, separated by commas. */
export function parseNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('Separate names by commas: one.example.com,two.example.com.');
  return names;
}
