import type { DestinationStream } from 'pino';

/**
 * Writes the lines of one turn of the event loop together: a write to a pipe costs more than all else about a line. What
 * is left when the process ends is written then.
 *
 * @example
 * ```ts
 * const logger = createServerLogger({ destination: writeByTurns(process.stderr) });
 * ```
 * @public
 */
export function writeByTurns(destination: DestinationStream): DestinationStream {
  let lines = '';

  function flush(): void {
    const text = lines;
    lines = '';
    if (text !== '') destination.write(text);
  }

  process.once('exit', flush);
  return {
    write(line) {
      if (lines === '') setImmediate(flush);
      lines += line;
    },
  };
}
