import { loadConfig } from '@sluice/config';
import { type Catalog, createExecutionService, type ExecutionService, type ServiceLogger } from '@sluice/core';
import {
  type Authenticator,
  accessAuthenticator,
  activeTraceContext,
  createExecutionId,
  createServerLogger,
  createServerMetrics,
  isNobody,
  observeExecutor,
  observeService,
  type ServerMetrics,
  systemClock,
  writeByTurns,
} from '@sluice/mcp-server';
import { type OpenedAccess, openAccess } from './access/open-access.ts';
import type { CommandContext } from './command-context.ts';
import { requireLongWindow, type ServiceOptions } from './service-options.ts';
import { openStore } from './store/open-store.ts';
import { defaultStore } from './store/store-choice.ts';

/** The execution service of a config, on its store, with all that stands around it. */
export interface OpenedService {
  readonly service: ExecutionService;
  readonly catalog: Catalog;
  readonly logger: ServiceLogger;
  readonly metrics: ServerMetrics;
  /** Who may do what, as it is now. */
  readonly access: OpenedAccess;
  /** Tells who asks; undefined where nobody is named who may. */
  readonly authenticate: Authenticator | undefined;
  /** The store as it is written on the command line. */
  readonly storeName: string;
  close(): Promise<void>;
}

/**
 * Opens what a command needs to serve the pipelines of a config.
 *
 * @throws SluiceError `invalid_configuration` that says which of config, variables, access and store is wrong, and how
 */
export async function openService(options: ServiceOptions, context: CommandContext): Promise<OpenedService> {
  requireLongWindow(options);
  const { environmentVariables, stderr } = context;
  const clock = systemClock;
  const closed = new AbortController();
  const logger = createServerLogger({ level: options.logLevel, destination: writeByTurns(stderr) });
  const metrics = createServerMetrics({ clock });
  const loaded = await loadConfig(options.config);
  const catalog = await loaded.createCatalog(environmentVariables, {
    wrapExecutor: (executor, name) => observeExecutor(executor, { name, metrics, clock }),
  });
  const access = await openAccess({
    path: options.access,
    text: environmentVariables['SLUICE_ACCESS'],
    apiKeyVariable: environmentVariables['MCP_SERVER_API_KEY'],
    catalog,
    clock,
    logger,
    signal: AbortSignal.any([context.signal, closed.signal]),
  });
  const choice = options.store ?? defaultStore(environmentVariables, loaded.path);
  const { store, name, close } = await openStore(choice, { retentionDays: options.retentionDays }).catch((error) => {
    // Else the access document would be watched, and the process go on, for ever.
    closed.abort();
    throw error;
  });
  const service = createExecutionService({
    catalog,
    store,
    clock,
    createId: createExecutionId,
    logger,
    onEvent: metrics.onEvent,
    traceContext: activeTraceContext,
    startLeaseMs: options.startLease,
    settleWindowMs: options.settleWindow,
    callTimeoutMs: options.callTimeout,
  });
  return {
    service: observeService(service, { metrics, clock }),
    catalog,
    logger,
    metrics,
    access,
    authenticate: isNobody(access.current())
      ? undefined
      : accessAuthenticator(() => access.current(), { clock, logger }),
    storeName: name,
    close() {
      closed.abort();
      return close();
    },
  };
}
