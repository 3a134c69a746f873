import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createServerLogger, writeByTurns } from '../src/index.ts';

interface Destination {
  readonly writes: string[];
  write(text: string): void;
}

function createDestination(): Destination {
  const writes: string[] = [];
  return { writes, write: (text) => void writes.push(text) };
}

describe('a log that is written by turns', () => {
  it('writes the lines of one turn of the event loop at once, in their order', async () => {
    const destination = createDestination();
    const logger = createServerLogger({ destination: writeByTurns(destination) });

    logger.info({}, 'first');
    logger.warn({}, 'second');
    await setImmediate();
    logger.info({}, 'third');
    await setImmediate();

    const messages = destination.writes.map((text) =>
      [...text.matchAll(/"message":"(\w+)"/g)].map((match) => match[1]),
    );
    expect(messages).toEqual([['first', 'second'], ['third']]);
  });

  it('writes what is left when the process ends', () => {
    const destination = createDestination();
    const before = process.listeners('exit');
    const stream = writeByTurns(destination);
    const [atExit] = process.listeners('exit').filter((listener) => !before.includes(listener));

    stream.write('last\n');
    atExit?.(0);

    expect(destination.writes).toEqual(['last\n']);
  });
});
