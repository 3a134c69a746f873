import { isDeepStrictEqual } from 'node:util';
import { type ExecuteRequest, type Execution, REDACTED } from '@sluice/core';
import type { McpCallContext, ToolResult } from '../definitions.ts';
import type { Product } from '../product.ts';
import { startAndFollow } from './start-and-follow.ts';

/** Executes a pipeline for a call, and follows it. */
export function executeRequest(
  product: Product,
  request: ExecuteRequest,
  context: McpCallContext,
): Promise<ToolResult> {
  return startAndFollow(
    product,
    {
      start: () => product.service.execute(request, context.principal),
      isMeant: (execution) => isMadeBy(execution, request),
    },
    context,
  );
}

/** Tells whether an execution is what a request asks for, as far as a record shows: defaults are filled in, secrets are not. */
function isMadeBy(
  execution: Execution,
  { pipelineType, environment, tenantId, parameters = {} }: ExecuteRequest,
): boolean {
  if (execution.pipelineType !== pipelineType || execution.environment !== environment) return false;
  if (tenantId !== undefined && execution.tenantId !== tenantId) return false;
  return Object.entries(parameters).every(([name, value]) => {
    const recorded = execution.parameters[name];
    return recorded === REDACTED || isDeepStrictEqual(recorded, value);
  });
}
