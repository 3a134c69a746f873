import { MAX_REPLY_BYTES } from '../agent-event/fit-reply.ts';
import { type AgentEventHandler, createToolHandler, type ToolHandlerOptions } from '../agent-event/tool-handler.ts';
import { createToolbox } from '../agent-event/toolbox.ts';
import type { Lazy } from '../lambda/lazy.ts';
import type { ExecutionStoreFactory, RequestJournalFactory } from '../store/execution-table.ts';
import { MEMORY_OPERATIONS } from './memory-operations.ts';
import { createMemoryReader } from './memory-reader.ts';
import { createMemoryTools } from './memory-tools.ts';

/** What the handler of the action group `memory` is made from: where it reads what was executed. @public */
export interface MemoryManagerOptions extends ToolHandlerOptions {
  /** Where the executions are. Called once, at first use. */
  readonly store: ExecutionStoreFactory;
  /**
   * Where the proxy notes what it asks for, so that the memory can tell what was never answered. Called once, at first use.
   *
   * @defaultValue none: nothing is told of it
   */
  readonly journal?: RequestJournalFactory | undefined;
  /** The environments that there are, for questions that name none. @defaultValue none: each must be named */
  readonly environments?: readonly string[] | undefined;
  /** Tells the time, in milliseconds since the epoch. @defaultValue Date.now */
  readonly now?: (() => number) | undefined;
}

/**
 * Makes the handler of the action group `memory`: tells what was executed, where, when and how it ended.
 *
 * @param options - A function is called at the first invocation
 * @example
 * ```ts
 * export const handler = createMemoryManager({
 *   store: async () => createDynamoDbStore({ client: new DynamoDBClient(), tableName: 'executions' }),
 *   environments: ['dev', 'prod'],
 * });
 * ```
 * @public
 */
export function createMemoryManager(options: Lazy<MemoryManagerOptions>): AgentEventHandler {
  return createToolHandler({
    service: 'memory-manager',
    options,
    createToolbox({ store, journal, environments = [], now = Date.now, maxReplyBytes = MAX_REPLY_BYTES }) {
      const read = createMemoryReader({ store, journal });
      return createToolbox(MEMORY_OPERATIONS, createMemoryTools({ read, environments, now, maxReplyBytes }));
    },
  });
}
