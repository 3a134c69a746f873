import type { ExecutionStore, Wire } from '@sluice/core';
import * as z from 'zod';
import { invalidArguments, parseArguments } from '../agent-event/tool-arguments.ts';
import type { ToolCall } from '../agent-event/tool-call.ts';
import { type AgentEventHandler, createToolHandler, type ToolHandlerOptions } from '../agent-event/tool-handler.ts';
import type { ToolReply } from '../agent-event/tool-reply.ts';
import { createToolbox, type Toolbox, type ToolInvocation, takenArguments } from '../agent-event/toolbox.ts';
import { type Lazy, lazyPromise } from '../lambda/lazy.ts';
import type { ExecutionStoreFactory } from '../store/execution-table.ts';
import { executionAnswer, logAnswer } from './answer-schema.ts';
import type { AskedFor } from './execution-message.ts';
import { EXECUTE_TAKES, EXECUTION_OPERATIONS } from './execution-operations.ts';
import { executionReply, logReply } from './execution-reply.ts';
import { createPipelineServer, type PipelineServer, type ServerRequest } from './pipeline-server.ts';
import { recordExecution } from './record-execution.ts';
import { type PipelineTypes, requestedPipeline } from './requested-pipeline.ts';
import { readServerAnswer } from './server-answer.ts';
import type { Intent } from './server-failure.ts';

/** @public */
export interface McpProxyOptions extends ToolHandlerOptions {
  /** Where the pipeline server listens, without a slash at the end: `https://sluice.internal`. */
  readonly serverUrl: string;
  /** The key that the server knows the proxy by. A function is asked before each request, so that keys may rotate. */
  readonly apiKey: string | (() => Promise<string>);
  /** Where the executions are recorded that the server answers with. Called once, at first use. */
  readonly store: ExecutionStoreFactory;
  /** How long the server may take to answer, beside the time it was asked to wait, in milliseconds. @defaultValue 20000 */
  readonly timeoutMs?: number | undefined;
  /**
   * Pipeline types by the names (function, tool or path) of the operations that execute them, where they do not follow the
   * convention: `{ 'ship-it': 'app' }`.
   *
   * @defaultValue the convention: `/pipelines/app/executions`, `execute-app-pipeline`
   */
  readonly pipelineTypes?: PipelineTypes | undefined;
}

const EXECUTE = 'execute-<pipeline_type>-pipeline (POST /pipelines/{pipeline_type}/executions)';
const DEFAULT_TIMEOUT_MS = 20_000;

/** What is left of the time for the server's answer to come back after a wait, in milliseconds. */
const AFTER_WAIT_MS = 2000;

/**
 * Makes the handler of the pipelines' action groups and of `executions`: passes what agents ask for to the pipeline server
 * and records what it answers.
 *
 * @param options - A function is called at the first invocation
 * @example
 * ```ts
 * export const handler = createMcpProxy({
 *   serverUrl: 'https://sluice.internal',
 *   apiKey: () => readSecret('sluice/api-key'),
 *   store: async () => createDynamoDbStore({ client: new DynamoDBClient(), tableName: 'executions' }),
 * });
 * ```
 * @public
 */
export function createMcpProxy(options: Lazy<McpProxyOptions>): AgentEventHandler {
  return createToolHandler({ service: 'mcp-proxy', options, createToolbox: proxyToolbox });
}

function proxyToolbox(options: McpProxyOptions): Toolbox {
  const { serverUrl, apiKey, timeoutMs = DEFAULT_TIMEOUT_MS, store, pipelineTypes = {} } = options;
  const proxy: Proxy = { server: createPipelineServer({ serverUrl, apiKey, timeoutMs }), store: lazyPromise(store) };
  const common = createToolbox(
    EXECUTION_OPERATIONS,
    {
      'get-execution': (call, invocation) => getExecution(proxy, call, invocation),
      'cancel-execution': (call, invocation) => cancelExecution(proxy, call, invocation),
      'get-execution-log': (call, invocation) => readLog(proxy, call, invocation),
    },
    [EXECUTE],
  );
  const takes = takenArguments(EXECUTE_TAKES);
  return (operation) => {
    const pipelineType = requestedPipeline(operation, pipelineTypes);
    if (pipelineType === undefined) return common(operation);
    return { takes, answer: (call, invocation) => execute(proxy, pipelineType, call, invocation) };
  };
}

interface Proxy {
  readonly server: PipelineServer;
  readonly store: () => Promise<ExecutionStore>;
}

async function execute(
  proxy: Proxy,
  pipelineType: string,
  call: ToolCall,
  invocation: ToolInvocation,
): Promise<ToolReply> {
  const body = executeRequest(pipelineType, call);
  return askForExecution(proxy, { intent: 'execute', request: { method: 'POST', path: '/execute', body } }, invocation);
}

/** Splits what every pipeline takes from the parameters of this one. */
function executeRequest(pipelineType: string, call: ToolCall): Wire['ExecuteRequest'] {
  const { environment, tenant_id: tenantId, ...parameters } = call.arguments;
  if (typeof environment !== 'string' || environment === '') {
    const message = 'is missing; ask the user which environment is meant, never guess it';
    throw invalidArguments([{ field: 'environment', message }]);
  }
  if (tenantId !== undefined && typeof tenantId !== 'string') {
    throw invalidArguments([{ field: 'tenant_id', message: 'must be a text' }]);
  }
  return {
    pipeline_type: pipelineType,
    environment,
    ...(tenantId === undefined ? {} : { tenant_id: tenantId }),
    parameters,
    ...(call.sessionId === undefined ? {} : { session_id: call.sessionId }),
  };
}

const idError = { error: 'must be the execution_id that was returned when the pipeline was started' };
const executionId = z.string(idError).regex(/^(?!\.{1,2}$).{1,100}$/, idError);

const waitError = { error: 'must be a whole number from 0 to 25' };
const waitSeconds = z.int(waitError).min(0, waitError).max(25, waitError);

async function getExecution(proxy: Proxy, call: ToolCall, invocation: ToolInvocation): Promise<ToolReply> {
  const schema = z.object({ execution_id: executionId, wait_seconds: waitSeconds.default(0) });
  const { execution_id: id, wait_seconds: asked } = parseArguments(call, schema);
  const possible = Math.floor((invocation.deadline.remainingMs() - AFTER_WAIT_MS) / 1000);
  const wait = Math.max(0, Math.min(asked, possible));
  const path = `/executions/${encodeURIComponent(id)}${wait > 0 ? `?wait=${wait}` : ''}`;
  const request: ServerRequest = { method: 'GET', path, extraTimeMs: wait * 1000 };
  return askForExecution(proxy, { intent: 'read', request }, invocation);
}

async function cancelExecution(proxy: Proxy, call: ToolCall, invocation: ToolInvocation): Promise<ToolReply> {
  const { execution_id: id } = parseArguments(call, z.object({ execution_id: executionId }));
  const request: ServerRequest = { method: 'POST', path: `/executions/${encodeURIComponent(id)}/cancel` };
  return askForExecution(proxy, { intent: 'cancel', request }, invocation);
}

interface ExecutionQuestion {
  readonly intent: Intent;
  readonly request: ServerRequest;
}

/** Sends a request that is answered with an execution, and records that. */
async function askForExecution(
  { server, store }: Proxy,
  { intent, request }: ExecutionQuestion,
  { deadline, logger }: ToolInvocation,
): Promise<ToolReply> {
  store().catch(() => undefined);
  const outcome = await server(request, deadline);
  const result = readServerAnswer(outcome, { schema: executionAnswer, intent, logger });
  if (result.answer === undefined) return result.reply;
  await recordExecution(result.answer, { store, deadline, logger });
  const askedFor: AskedFor = { cancel: intent === 'cancel', replayed: result.replayed };
  return executionReply(result.answer, askedFor);
}

async function readLog({ server }: Proxy, call: ToolCall, { deadline, logger }: ToolInvocation): Promise<ToolReply> {
  const schema = z.object({
    execution_id: executionId,
    cursor: z.string({ error: 'must be the next_cursor of the answer before' }).min(1).optional(),
  });
  const { execution_id: id, cursor } = parseArguments(call, schema);
  const query = cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`;
  const outcome = await server({ method: 'GET', path: `/executions/${encodeURIComponent(id)}/log${query}` }, deadline);
  const result = readServerAnswer(outcome, { schema: logAnswer, intent: 'read', logger });
  return result.answer === undefined ? result.reply : logReply(id, result.answer);
}
