import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { Clock, ExecutionService, ServiceLogger } from '@sluice/core';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Admission } from '../guards/admission.ts';
import { createAdmission } from '../guards/create-admission.ts';
import type { McpFacts } from '../http/server-env.ts';
import { MCP_INSTRUCTIONS } from '../mcp/instructions.ts';
import { serveMcpStdio } from '../mcp/serve-stdio.ts';
import { SERVER_INFO } from '../mcp/server-info.ts';
import { createSluiceDefinitions } from '../mcp/sluice-definitions.ts';
import { keepSweeping } from '../sweep-loop.ts';
import { systemClock } from '../system-clock.ts';
import { accessLine } from './access-line.ts';
import { admittedDefinitions } from './admitted-definitions.ts';
import { createSender } from './sender.ts';

/** What an MCP server on standard input and output is made from, for one client. @public */
export interface ServeStdioOptions {
  readonly service: ExecutionService;
  /** Must write elsewhere than to the output. */
  readonly logger: ServiceLogger;
  /** Tells who asks, at the start and again at each call: keys expire and are taken away. */
  readonly authenticate: Authenticator;
  /** What the authenticator is shown, as an `X-API-Key`. @defaultValue nothing */
  readonly apiKey?: string | undefined;
  /** @defaultValue `createAdmission()` */
  readonly admission?: Admission | undefined;
  /** How long a call that starts something waits for it, in milliseconds. @defaultValue 25000 */
  readonly waitMs?: number | undefined;
  /** Where people reach a server's REST API over the same store, to approve for example. @defaultValue not told */
  readonly publicUrl?: string | undefined;
  /** How often unfinished executions are looked at, in milliseconds. @defaultValue 15000 */
  readonly sweepIntervalMs?: number | undefined;
  /** Takes down each call, for metrics. @defaultValue nothing does */
  readonly onCall?: ((facts: McpFacts) => void) | undefined;
  /** @defaultValue the process's standard input */
  readonly input?: Readable | undefined;
  /** Carries the protocol and nothing else. @defaultValue the process's standard output */
  readonly output?: Writable | undefined;
  /** Ends the connection in good order. @defaultValue the client does */
  readonly signal?: AbortSignal | undefined;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
}

/**
 * Serves MCP to the program that started this process, over standard input and output, until that closes the input. Runs
 * at the CI system go on; while it lasts, what nobody asks about is followed too.
 *
 * @example
 * ```ts
 * const logger = createServerLogger({ destination: process.stderr });
 * await serveStdio({ service, logger, authenticate: loopbackAuthenticator() });
 * ```
 * @throws SluiceError `unauthenticated` when the API key is missing, wrong or too old
 * @public
 */
export async function serveStdio(options: ServeStdioOptions): Promise<void> {
  const { service, logger, clock = systemClock, signal, onCall } = options;
  const authenticate = createSender(options.authenticate, options.apiKey);
  const principal = await authenticate();
  const definitions = createSluiceDefinitions({
    service,
    clock,
    waitMs: options.waitMs,
    publicUrl: options.publicUrl,
  });
  const connection = serveMcpStdio({
    definitions: admittedDefinitions(definitions, {
      authenticate,
      admission: options.admission ?? createAdmission({ clock }),
    }),
    principal,
    logger,
    clock,
    serverInfo: SERVER_INFO,
    instructions: MCP_INSTRUCTIONS,
    createId: randomUUID,
    input: options.input,
    output: options.output,
    note(facts) {
      onCall?.(facts);
      logger.info(...accessLine(principal.id, facts));
    },
  });
  logger.info({ principal: principal.id }, 'The server listens on standard input');
  const stopping = new AbortController();
  const sweeping = keepSweeping({
    service,
    clock,
    logger,
    intervalMs: options.sweepIntervalMs ?? 15_000,
    signal: stopping.signal,
  });
  await Promise.race([connection.closed, ...(signal === undefined ? [] : [untilAborted(signal)])]);
  await connection.close();
  stopping.abort();
  await sweeping;
  logger.info({ principal: principal.id }, 'The connection has ended');
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
