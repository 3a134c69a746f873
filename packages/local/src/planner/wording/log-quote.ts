import { keepTail, toReadableLog } from '@sluice/core';

const MARK = '  | ';
const KEEP_CHARACTERS = 2000;

/** Quotes the end of what a pipeline wrote, each line marked, so that nobody takes it for the agent's own words. */
export function quoteLog(log: string): string {
  const lines = keepTail(toReadableLog(log).trimEnd(), KEEP_CHARACTERS).split('\n');
  return lines.map((line) => `${MARK}${line}`.trimEnd()).join('\n');
}

/** Returns a text without its quotes. */
export function withoutQuotes(text: string): string {
  const lines = text.replace(/```[\s\S]*?(?:```|$)/g, '').split('\n');
  return lines.filter((line) => !/^\s*[|>]/.test(line)).join('\n');
}
