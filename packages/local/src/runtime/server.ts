import { type Catalog, type Clock, createExecutionService, type ExecutionStore } from '@sluice/core';
import {
  apiKeyAuthenticator,
  createExecutionId,
  hashApiKey,
  type PipelineServer,
  startPipelineServer,
} from '@sluice/mcp-server';
import { PIPELINE_SERVER } from '../flow/parts.ts';
import type { LocalEvent } from './local-event.ts';
import { lineLogger } from './log-line.ts';
import { progressOf } from './progress.ts';

export interface ServerOptions {
  readonly catalog: Catalog;
  readonly store: ExecutionStore;
  readonly clock: Clock;
  /** The key that the server accepts. */
  readonly apiKey: string;
  readonly pollIntervalMs: number;
  readonly sweepIntervalMs: number;
  readonly emit: (event: LocalEvent) => void;
}

/** Whoever is still served when the server closes is cut off after so long. */
const CLOSE_TIMEOUT_MS = 1000;

/** Starts the pipeline server, and tells of every change of an execution. */
export async function startServer(options: ServerOptions): Promise<PipelineServer> {
  const { catalog, store, clock, apiKey, pollIntervalMs, sweepIntervalMs, emit } = options;
  const logger = lineLogger(PIPELINE_SERVER, (log) => emit({ type: 'log', log }));
  const service = createExecutionService({
    catalog,
    store,
    clock,
    createId: createExecutionId,
    logger,
    onEvent: (event) => emit({ type: 'progress', progress: progressOf(event) }),
    pollIntervalMs,
  });
  return startPipelineServer({
    service,
    authenticate: apiKeyAuthenticator([
      { id: 'mcp-proxy', sha256: hashApiKey(apiKey), scopes: ['read', 'execute', 'approve'] },
    ]),
    host: '127.0.0.1',
    port: 0,
    logger,
    clock,
    sweepIntervalMs,
    closeTimeoutMs: CLOSE_TIMEOUT_MS,
  });
}
