import { PassThrough } from 'node:stream';
import { onTestFinished } from 'vitest';
import { createAdmission } from '../../src/guards/create-admission.ts';
import { loopbackAuthenticator } from '../../src/index.ts';
import { type ServeStdioOptions, serveStdio } from '../../src/stdio.ts';
import { mcpRequest } from './mcp-message.ts';
import type { TestServer } from './test-server.ts';

interface Message {
  readonly id?: number | undefined;
  readonly result?: Readonly<Record<string, unknown>> | undefined;
  readonly error?: { readonly code: number; readonly message: string } | undefined;
}

export interface StdioConnection {
  /** Asks, and returns the answer. */
  ask(method: string, params?: Record<string, unknown>): Promise<Message>;
  /** Writes a line as it is. */
  write(line: string): void;
  /** Returns the next line of the output, parsed. */
  next(): Promise<Message>;
  /** Closes the input, as a host does that wants no more. */
  end(): void;
  /** Settles with `serveStdio`. */
  readonly served: Promise<void>;
  /** Everything that the output had. */
  output(): string;
}

/** Connects to the service of a test server over a pair of streams; ended with the test. */
export function connectStdio(server: TestServer, options: Partial<ServeStdioOptions> = {}): StdioConnection {
  const { service, clock, log } = server;
  const input = new PassThrough();
  const output = new PassThrough();
  const lines = linesOf(output);
  const served = serveStdio({
    service,
    clock,
    logger: log.logger,
    authenticate: loopbackAuthenticator(),
    admission: createAdmission({ clock, load: () => false }),
    input,
    output,
    ...options,
  });
  onTestFinished(async () => {
    input.end();
    await served.catch(() => {});
  });
  const next = async (): Promise<Message> => JSON.parse(await lines.next());
  return {
    served,
    next,
    write: (line) => input.write(`${line}\n`),
    end: () => input.end(),
    output: lines.text,
    ask(method, params) {
      input.write(`${String(mcpRequest(method, params).body)}\n`);
      return next();
    },
  };
}

function linesOf(stream: PassThrough): { next(): Promise<string>; text(): string } {
  let text = '';
  let taken = 0;
  let wake: () => void = () => {};
  stream.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    wake();
  });
  return {
    text: () => text,
    async next() {
      for (;;) {
        const end = text.indexOf('\n', taken);
        if (end >= 0) {
          const line = text.slice(taken, end);
          taken = end + 1;
          return line;
        }
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
      }
    },
  };
}
