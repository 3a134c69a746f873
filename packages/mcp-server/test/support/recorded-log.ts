import type { Logger } from 'pino';
import { createServerLogger } from '../../src/index.ts';

type LogLine = Readonly<Record<string, unknown>>;

export interface RecordedLog {
  readonly logger: Logger;
  readonly lines: readonly LogLine[];
  /** Everything as it was written. */
  text(): string;
  /** Resolves with the first line, written already or not, that fits. */
  until(fits: (line: LogLine) => boolean): Promise<LogLine>;
}

/** Makes the server's own logger, writing into memory. */
export function recordLog(): RecordedLog {
  const lines: LogLine[] = [];
  const texts: string[] = [];
  const waiting: ((line: LogLine) => void)[] = [];
  const logger = createServerLogger({
    destination: {
      write(text) {
        const line: LogLine = JSON.parse(text);
        texts.push(text);
        lines.push(line);
        for (const look of waiting) look(line);
      },
    },
  });
  return {
    logger,
    lines,
    text: () => texts.join(''),
    until(fits) {
      const { promise, resolve } = Promise.withResolvers<LogLine>();
      const written = lines.find(fits);
      if (written !== undefined) resolve(written);
      waiting.push((line) => {
        if (fits(line)) resolve(line);
      });
      return promise;
    },
  };
}
