import type { Implementation, ServerCapabilities, ServerEventBus, ServerOptions } from '@modelcontextprotocol/server';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/server/validators/ajv';
import type { Clock, Principal, ServiceLogger } from '@sluice/core';
import type { McpFacts } from '../http/server-env.ts';
import type { McpDefinitions, McpEra } from './definitions.ts';
import { createMcpRegistry, type McpRegistry } from './registry.ts';
import { TASKS_EXTENSION } from './tasks-extension.ts';

/** What an MCP server is made of, whatever the transport. */
export interface McpServingOptions {
  readonly definitions: McpDefinitions;
  readonly logger: ServiceLogger;
  readonly clock: Clock;
  readonly serverInfo: Implementation;
  /** Tells a model what the server is for, once, when it connects. */
  readonly instructions?: string | undefined;
  /** Where changes of lists and resources are told, for clients that listen. @defaultValue nothing changes */
  readonly changes?: McpChanges | undefined;
  /** Offers MCP's own log messages, which the protocol has deprecated. @defaultValue false */
  readonly logging?: boolean | undefined;
}

/** What clients may listen to. */
export interface McpChanges {
  readonly bus: ServerEventBus;
  /** Lists of tools, resources and prompts change while the server runs. */
  readonly lists: boolean;
  /** Single resources change and are told of. */
  readonly resources: boolean;
}

/** What all MCP requests of a server share, made once. */
export interface McpRuntime {
  readonly registry: McpRegistry;
  readonly logger: ServiceLogger;
  readonly clock: Clock;
  readonly serverInfo: Implementation;
  /** What the SDK's server is made with. */
  readonly serverOptions: Readonly<Record<McpEra, ServerOptions>>;
  /** Aborted when the server closes. */
  readonly stopping: AbortSignal;
  /** The calls that are being answered. */
  readonly underWay: Set<Promise<unknown>>;
}

/** Who asks, and who is told what was asked. */
export interface McpCaller {
  readonly principal: Principal;
  /** Ends the waits of this caller. @defaultValue the runtime's does */
  readonly stopping?: AbortSignal | undefined;
  /** Names the request that is being answered, in the log and where something fails in a way that nobody foresaw. */
  requestId(): string;
  note(facts: McpFacts): void;
}

/** How long a client may keep a list: scopes and catalog change with a new key or a restart. */
const LIST_HINT = { ttlMs: 60_000, cacheScope: 'private' } as const;

const CACHE_HINTS: NonNullable<ServerOptions['cacheHints']> = {
  'server/discover': LIST_HINT,
  'tools/list': LIST_HINT,
  'resources/list': LIST_HINT,
  'resources/templates/list': LIST_HINT,
  'prompts/list': LIST_HINT,
};

/**
 * Makes what all requests share.
 *
 * @throws SluiceError `invalid_configuration` when two definitions have the same name
 */
export function createMcpRuntime(options: McpServingOptions, stopping: AbortSignal): McpRuntime {
  const { logger, clock, serverInfo, definitions, instructions } = options;
  const shared = {
    cacheHints: CACHE_HINTS,
    jsonSchemaValidator: new AjvJsonSchemaValidator(),
    ...(instructions === undefined ? {} : { instructions }),
  };
  return {
    registry: createMcpRegistry(definitions),
    logger,
    clock,
    serverInfo,
    stopping,
    underWay: new Set(),
    serverOptions: {
      modern: { ...shared, capabilities: modernCapabilities(options) },
      legacy: { ...shared, capabilities: legacyCapabilities(options) },
    },
  };
}

/** Without a session there is no way to tell a client of these versions of a change. */
function legacyCapabilities({ logging }: McpServingOptions): ServerCapabilities {
  return { tools: {}, resources: {}, prompts: {}, completions: {}, ...(logging === true ? { logging: {} } : {}) };
}

function modernCapabilities(options: McpServingOptions): ServerCapabilities {
  const { changes, definitions } = options;
  const list = changes?.lists === true ? { listChanged: true } : {};
  return {
    ...legacyCapabilities(options),
    tools: list,
    resources: { ...list, ...(changes?.resources === true ? { subscribe: true } : {}) },
    prompts: list,
    ...(definitions.tasks === undefined ? {} : { extensions: { [TASKS_EXTENSION]: {} } }),
  };
}
