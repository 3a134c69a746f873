import { type Clock, ConfigurationError } from '@sluice/core';
import { type AgentEventHandler, createToolHandler, type ToolHandlerOptions } from '../agent-event/tool-handler.ts';
import { createToolbox, type Toolbox, takenArguments } from '../agent-event/toolbox.ts';
import type { Lazy } from '../lambda/lazy.ts';
import { systemClock } from '../lambda/system-clock.ts';
import type { ExecutionStoreFactory, RequestJournalFactory } from '../store/execution-table.ts';
import type { ApiKey } from './api-key.ts';
import { approveExecution, denyExecution } from './decide-execution.ts';
import type { Exchange } from './exchange.ts';
import { executePipeline } from './execute-pipeline.ts';
import { createExecutionMemory } from './execution-memory.ts';
import { EXECUTE_TAKES, EXECUTION_OPERATIONS } from './execution-operations.ts';
import { cancelExecution, getExecution, readLog } from './follow-execution.ts';
import { createHttpExchange } from './http-exchange.ts';
import { createLambdaExchange, type ServerFunction } from './lambda-exchange.ts';
import { listExecutions } from './list-executions.ts';
import { createPipelineServer } from './pipeline-server.ts';
import type { ProxyParts } from './proxy-parts.ts';
import { type PipelineTypes, requestedPipeline } from './requested-pipeline.ts';
import { userConfirmation } from './user-confirmation.ts';

/**
 * What the handler that passes tool calls on to a pipeline server is made from; needs a `serverUrl` or a
 * `serverFunction`.
 *
 * @public
 */
export interface McpProxyOptions extends ToolHandlerOptions {
  /**
   * Where the pipeline server listens, without a slash at the end: `https://sluice.internal`.
   *
   * @defaultValue it is the `serverFunction`
   */
  readonly serverUrl?: string | undefined;
  /** The pipeline server as a Lambda function, where it has no URL. @defaultValue it is at the `serverUrl` */
  readonly serverFunction?: ServerFunction | undefined;
  /** The key that the server knows the proxy by. @defaultValue none: the server knows whoever may invoke its function */
  readonly apiKey?: ApiKey | undefined;
  /**
   * Where the executions are recorded that the server answers with. Called once, at first use.
   *
   * @defaultValue nowhere: the server's own store is the memory
   */
  readonly store?: ExecutionStoreFactory | undefined;
  /**
   * Where it is written what is asked for, before it is. Called once, at first use.
   *
   * @defaultValue nowhere
   */
  readonly journal?: RequestJournalFactory | undefined;
  /** How long the server may take to answer, beside the time it was asked to wait, in milliseconds. @defaultValue 20000 */
  readonly timeoutMs?: number | undefined;
  /**
   * Pipeline types by the names (function, tool or path) of the operations that execute them, where they do not follow the
   * convention: `{ 'ship-it': 'app' }`.
   *
   * @defaultValue the convention: `/pipelines/app/executions`, `execute-app-pipeline`
   */
  readonly pipelineTypes?: PipelineTypes | undefined;
  /** Times pauses, and tells when something was asked for. @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
}

const EXECUTE = 'execute-<pipeline_type>-pipeline (POST /pipelines/{pipeline_type}/executions)';
const DEFAULT_TIMEOUT_MS = 20_000;

/**
 * Makes the handler of the pipelines' action groups and of `executions`: passes what agents ask for to the pipeline server
 * and records what it answers.
 *
 * An approval is passed on only where it is the user's: the call came from an action group of Bedrock that is one of the
 * team's documents (`actionGroups`, by its name there), and all of these that have `approve-execution` declare it with
 * `x-requireConfirmation: ENABLED`, so that Bedrock has asked.
 *
 * @param options - A function is called at the first invocation
 * @throws ConfigurationError, from the first invocation on, unless there is one of `serverUrl` and `serverFunction`
 * @example
 * ```ts
 * export const handler = createMcpProxy({
 *   serverUrl: 'https://sluice.internal',
 *   apiKey: secretApiKey({ secretId: 'sluice/proxy-key' }),
 *   store: async () => createDynamoDbStore({ client: new DynamoDBClient(), tableName: 'executions' }),
 * });
 * ```
 * @public
 */
export function createMcpProxy(options: Lazy<McpProxyOptions>): AgentEventHandler {
  return createToolHandler({ service: 'mcp-proxy', options, createToolbox: proxyToolbox });
}

function proxyToolbox(options: McpProxyOptions): Toolbox {
  const { pipelineTypes = {} } = options;
  const parts = proxyParts(options);
  const common = createToolbox(
    EXECUTION_OPERATIONS,
    {
      'list-executions': (call, invocation) => listExecutions(parts, call, invocation),
      'get-execution': (call, invocation) => getExecution(parts, call, invocation),
      'cancel-execution': (call, invocation) => cancelExecution(parts, call, invocation),
      'approve-execution': (call, invocation) => approveExecution(parts, call, invocation),
      'deny-execution': (call, invocation) => denyExecution(parts, call, invocation),
      'get-execution-log': (call, invocation) => readLog(parts, call, invocation),
    },
    [EXECUTE],
  );
  const takes = takenArguments(EXECUTE_TAKES);
  return (operation) => {
    const pipelineType = requestedPipeline(operation, pipelineTypes);
    if (pipelineType === undefined) return common(operation);
    return { takes, answer: (call, invocation) => executePipeline(parts, pipelineType, call, invocation) };
  };
}

function proxyParts(options: McpProxyOptions): ProxyParts {
  const { apiKey, timeoutMs = DEFAULT_TIMEOUT_MS, clock = systemClock, store, journal, actionGroups = [] } = options;
  const approve = 'approve-execution';
  return {
    server: createPipelineServer({ exchange: exchangeOf(options), apiKey, timeoutMs, clock }),
    memory: createExecutionMemory({ store, journal }),
    clock,
    approval: userConfirmation(actionGroups, approve, EXECUTION_OPERATIONS[approve]),
  };
}

function exchangeOf({ serverUrl, serverFunction }: McpProxyOptions): Exchange {
  if (serverUrl !== undefined && serverFunction === undefined) return createHttpExchange(serverUrl);
  if (serverFunction !== undefined && serverUrl === undefined) return createLambdaExchange(serverFunction);
  const message =
    'The proxy needs one of serverUrl and serverFunction: where the pipeline server listens, or its Lambda function.';
  throw new ConfigurationError([{ path: [], message }]);
}
