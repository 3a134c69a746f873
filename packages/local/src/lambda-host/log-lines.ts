import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Hands on what a stream says, line by line; empty lines are left out. */
export function forwardLines(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
    if (line.trim() !== '') onLine(line);
  });
}
