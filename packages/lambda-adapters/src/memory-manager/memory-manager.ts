import { type ExecutionStore, lockedTo, SluiceError } from '@sluice/core';
import * as z from 'zod';
import { parseArguments } from '../agent-event/tool-arguments.ts';
import type { ToolCall } from '../agent-event/tool-call.ts';
import { type AgentEventHandler, createToolHandler, type ToolHandlerOptions } from '../agent-event/tool-handler.ts';
import type { ToolReply } from '../agent-event/tool-reply.ts';
import { createToolbox, type ToolInvocation } from '../agent-event/toolbox.ts';
import type { operations } from '../generated/memory.ts';
import { within } from '../lambda/deadline.ts';
import { type Lazy, lazyPromise } from '../lambda/lazy.ts';
import type { ExecutionStoreFactory } from '../store/execution-table.ts';
import { environmentMemory } from './environment-memory.ts';
import { MEMORY_OPERATIONS } from './memory-operations.ts';
import { readExecutions } from './read-executions.ts';
import { toRemembered } from './remembered-execution.ts';

/** @public */
export interface MemoryManagerOptions extends ToolHandlerOptions {
  /** Where the executions are. Called once, at first use. */
  readonly store: ExecutionStoreFactory;
}

type MemoryQuery = operations['query-memory']['parameters']['query'];
type RecallPath = operations['recall-execution']['parameters']['path'];

const name = (what: string, maxLength: number): z.ZodString => {
  const error = { error: `must be the name of ${what}, ${maxLength} characters at the most` };
  return z.string(error).min(1, error).max(maxLength, error);
};

const memoryQuery = lockedTo<MemoryQuery>()(
  z.object({
    environment: name('an environment', 64),
    pipeline_type: name('a pipeline', 64).exactOptional(),
    tenant_id: name('a tenant', 128).exactOptional(),
  }),
);

const recallPath = lockedTo<RecallPath>()(z.object({ execution_id: name('an execution', 100) }));

/**
 * Makes the handler of the action group `memory`: tells what was executed, where, when and how it ended.
 *
 * @param options - A function is called at the first invocation
 * @example
 * ```ts
 * export const handler = createMemoryManager({
 *   store: async () => createDynamoDbStore({ client: new DynamoDBClient(), tableName: 'executions' }),
 * });
 * ```
 * @public
 */
export function createMemoryManager(options: Lazy<MemoryManagerOptions>): AgentEventHandler {
  return createToolHandler({
    service: 'memory-manager',
    options,
    createToolbox(given) {
      const store = lazyPromise(given.store);
      return createToolbox(MEMORY_OPERATIONS, {
        'query-memory': (call, invocation) => queryMemory(store, call, invocation),
        'recall-execution': (call, invocation) => recallExecution(store, call, invocation),
      });
    },
  });
}

type OpenStore = () => Promise<ExecutionStore>;

async function queryMemory(open: OpenStore, call: ToolCall, invocation: ToolInvocation): Promise<ToolReply> {
  const query = parseArguments(call, memoryQuery);
  const read = await remember(open, invocation, (store) =>
    readExecutions(store, {
      environment: query.environment,
      pipelineType: query.pipeline_type,
      tenantId: query.tenant_id,
    }),
  );
  return { status: 200, body: { ...environmentMemory(query.environment, read) } };
}

async function recallExecution(open: OpenStore, call: ToolCall, invocation: ToolInvocation): Promise<ToolReply> {
  const { execution_id: executionId } = parseArguments(call, recallPath);
  const execution = await remember(open, invocation, (store) => store.get(executionId));
  if (execution !== undefined) return { status: 200, body: { ...toRemembered(execution) } };
  throw new SluiceError({
    code: 'execution_not_found',
    message: `No execution ${executionId} is remembered. Check the id, or ask what is deployed and under way in its environment.`,
  });
}

/** Reads from the store, within the time that there is. */
async function remember<T>(
  open: OpenStore,
  { deadline }: ToolInvocation,
  read: (store: ExecutionStore) => Promise<T>,
): Promise<T> {
  try {
    return await within(open().then(read), deadline.signal);
  } catch (error) {
    throw new SluiceError({
      code: 'store_unavailable',
      message:
        "The memory can't be read just now, so it is not known what is deployed or under way. Say so, and ask again in a moment.",
      retryable: true,
      cause: error,
    });
  }
}
