import { isFinished } from '@sluice/core';
import type { ToolDefinition } from '../definitions.ts';
import type { Product } from '../product.ts';
import { executionResult } from './execution-result.ts';
import { outputSchemaOf } from './output-schema.ts';
import { executionId, toolArguments } from './tool-arguments.ts';

/** `cancel_execution`: asks for a stop. How much further than asking it may go is for people, over REST. */
export function cancelExecutionTool(product: Product): ToolDefinition {
  const { jsonSchema, read } = toolArguments({ execution_id: executionId });
  return {
    name: 'cancel_execution',
    title: 'Cancel an execution',
    description:
      'Asks for an execution to stop; it becomes cancelled when the CI system says so. What has run is not undone. ' +
      'Only when the user wants that.',
    scope: 'execute',
    inputSchema: jsonSchema,
    outputSchema: outputSchemaOf('Execution'),
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
    async call(input, context) {
      const { execution_id } = read(input);
      context.noteExecution(execution_id);
      const execution = await product.service.cancel(execution_id, context.principal);
      const lead = isFinished(execution)
        ? 'There is nothing left to stop.'
        : 'The wish is recorded, and the run is asked to stop as soon as there is one.';
      return executionResult(product, { execution, lead }, context);
    },
  };
}
