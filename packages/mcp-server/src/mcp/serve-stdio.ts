import type { Readable, Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { McpServerFactory } from '@modelcontextprotocol/server';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Principal } from '@sluice/core';
import type { McpFacts } from '../http/server-env.ts';
import { troubleOf } from './failures.ts';
import { forwardChanges } from './forward-changes.ts';
import { createMcpRuntime, type McpServingOptions } from './runtime.ts';
import { createMcpServer } from './server.ts';

/** @internal */
export interface McpStdioOptions extends McpServingOptions {
  /** Who sits at the other end. */
  readonly principal: Principal;
  /** Names each request in the log, such as `crypto.randomUUID`. */
  readonly createId: () => string;
  /** @defaultValue the process's standard input */
  readonly input?: Readable | undefined;
  /** Carries the protocol and nothing else. @defaultValue the process's standard output */
  readonly output?: Writable | undefined;
  /** Takes down what was asked, for log, trace and metrics; called once for each call of a tool, resource, prompt or task. */
  readonly note?: ((facts: McpFacts) => void) | undefined;
  /** How much is kept of a client that writes faster than it is read, in bytes. @defaultValue 1048576 */
  readonly inputLimitBytes?: number | undefined;
}

/** MCP over standard input and output. */
export interface McpStdioConnection {
  /** Resolves when the client has gone, or `close` is done. */
  readonly closed: Promise<void>;
  /** Ends waits and subscriptions, lets the calls answer that are under way, and closes. */
  close(): Promise<void>;
}

/**
 * Serves MCP to the one client at the other end of standard input and output, in the protocol version that it opens with.
 *
 * @throws SluiceError `invalid_configuration` when two definitions have the same name
 */
export function serveMcpStdio(options: McpStdioOptions): McpStdioConnection {
  const { principal, createId, logger, note = () => {}, input = process.stdin, output = process.stdout } = options;
  const stopping = new AbortController();
  const runtime = createMcpRuntime(options, stopping.signal);
  const caller = { principal, note, requestId: createId };
  const transport = new StdioServerTransport(input, output, { maxBufferSize: options.inputLimitBytes ?? 1024 * 1024 });
  const serve: McpServerFactory = ({ era }) => {
    const server = createMcpServer(runtime, caller, era);
    if (era === 'modern' && options.changes !== undefined) forwardChanges(options.changes.bus, server);
    return server;
  };
  const handle = serveStdio(serve, {
    transport,
    onerror: (error) => {
      logger.warn({ request_id: createId(), reason: troubleOf(error) }, 'The MCP connection had a fault');
    },
  });
  const closed = Promise.withResolvers<void>();
  const { onclose, onerror } = transport;
  transport.onclose = () => {
    onclose?.();
    closed.resolve();
  };
  transport.onerror = (error) => {
    if (isNoMessage(error)) output.write(REFUSAL);
    onerror?.(error);
  };
  return {
    closed: closed.promise,
    async close() {
      stopping.abort();
      await Promise.allSettled(runtime.underWay);
      // The answers are on their way once the turn is over.
      await setImmediate();
      await handle.close();
    },
  };
}

const REFUSAL = `${JSON.stringify({
  jsonrpc: '2.0',
  id: null,
  error: { code: -32_600, message: 'This line is not one JSON-RPC message. Batches are not accepted.' },
})}\n`;

/** The SDK reads each line with a schema; what is JSON and no message, a batch for example, it answers with nothing. */
function isNoMessage({ name }: Error): boolean {
  return name === 'ZodError' || name === '$ZodError';
}
