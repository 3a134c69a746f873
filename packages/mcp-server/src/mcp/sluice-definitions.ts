import type { Clock, ExecutionService } from '@sluice/core';
import { createApprovalSeal } from './approvals/approval-seal.ts';
import type { McpDefinitions, ToolDefinition } from './definitions.ts';
import type { Product } from './product.ts';
import { diagnoseExecutionPrompt } from './prompts/diagnose-execution.ts';
import { executionResources } from './resources/execution-resources.ts';
import { pipelineResources, pipelineTemplate } from './resources/pipeline-resources.ts';
import { executionTasks } from './tasks/execution-tasks.ts';
import { answerApprovalTool } from './tools/answer-approval.ts';
import { cancelExecutionTool } from './tools/cancel-execution.ts';
import { executeAnyPipelineTools } from './tools/execute-any-pipeline.ts';
import { executePipelineTools } from './tools/execute-pipeline-tools.ts';
import { getExecutionTool } from './tools/get-execution.ts';
import { getExecutionLogTool } from './tools/get-execution-log.ts';
import { listExecutionsTool } from './tools/list-executions.ts';
import { retryExecutionTool } from './tools/retry-execution.ts';

/** More pipelines than this share one tool. */
const MAX_PIPELINE_TOOLS = 10;

/** What the product's MCP surface is made over. */
export interface SluiceDefinitionsOptions {
  readonly service: ExecutionService;
  readonly clock: Clock;
  /** How long a call that starts something waits for it, in milliseconds. @defaultValue 25000 */
  readonly waitMs?: number | undefined;
  /**
   * Signs what goes through a client while a person is asked, 32 bytes or more. Servers that share their work share it:
   * without one, an answer is good only at the server that asked, until it restarts.
   *
   * @defaultValue a random one
   */
  readonly requestStateKey?: string | Uint8Array | undefined;
  /** Where people reach the server's REST API, such as `https://sluice.example.com`. @defaultValue not told */
  readonly publicUrl?: string | undefined;
}

/**
 * Makes the product's tools, resources, prompts and tasks over the execution service.
 *
 * @example
 * ```ts
 * const definitions = createSluiceDefinitions({ service, clock: systemClock });
 * ```
 * @throws SluiceError `invalid_configuration` for a `requestStateKey` that is too short
 */
export function createSluiceDefinitions(options: SluiceDefinitionsOptions): McpDefinitions {
  const { service, clock, waitMs = 25_000, requestStateKey, publicUrl } = options;
  const seal = createApprovalSeal(clock, requestStateKey);
  const product: Product = { service, clock, waitMs, seal, publicUrl: publicUrl?.replace(/\/+$/, '') };
  return {
    tools: [
      ...executeTools(product),
      getExecutionTool(product),
      listExecutionsTool(product),
      getExecutionLogTool(product),
      cancelExecutionTool(product),
      retryExecutionTool(product),
      answerApprovalTool(product),
    ],
    resources: pipelineResources(product),
    resourceTemplates: [...executionResources(product), pipelineTemplate(product)],
    prompts: [diagnoseExecutionPrompt(product)],
    tasks: executionTasks(product),
  };
}

/** A tool that says what it needs is called rightly more often; too many of them leave no room for anything else. */
function executeTools(product: Product): readonly ToolDefinition[] {
  const { pipelines } = product.service.catalog;
  return pipelines.length <= MAX_PIPELINE_TOOLS ? executePipelineTools(product) : executeAnyPipelineTools(product);
}
