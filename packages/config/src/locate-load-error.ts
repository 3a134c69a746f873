import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Returns `file:line` of what kept a config file from being loaded, as far as Node's error tells; else only the file.
 *
 * A syntax error stands in the first line of the stack, an exception in the frame of the file. Of a module that can't be
 * found only the name is known, so its import is looked for.
 */
export function locateLoadError(file: string, source: string, error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  for (const name of [pathToFileURL(file).href, file]) {
    const line = /^:(\d+)/.exec(stack.split(name, 2)[1] ?? '')?.[1];
    if (line !== undefined) return `${file}:${line}`;
  }
  const missing = /Cannot find (?:module|package) '([^']+)'/.exec(stack)?.[1];
  const imported =
    missing === undefined ? -1 : source.split('\n').findIndex((line) => imports(line, basename(missing)));
  return imported === -1 ? file : `${file}:${imported + 1}`;
}

function imports(line: string, name: string): boolean {
  return /\b(?:import|from)\b/.test(line) && line.includes(name);
}
