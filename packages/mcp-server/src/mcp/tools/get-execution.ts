import * as z from 'zod';
import type { ToolDefinition } from '../definitions.ts';
import type { Product } from '../product.ts';
import { executionResult } from './execution-result.ts';
import { follow } from './follow.ts';
import { outputSchemaOf } from './output-schema.ts';
import { executionId, toolArguments } from './tool-arguments.ts';

const MAX_WAIT_SECONDS = 25;

/** `get_execution`: where an execution stands. */
export function getExecutionTool(product: Product): ToolDefinition {
  const { jsonSchema, read } = toolArguments({
    execution_id: executionId,
    wait_seconds: z
      .int()
      .min(0)
      .max(MAX_WAIT_SECONDS)
      .optional()
      .describe('Wait so long for it to finish or to need a person. Default 0.'),
  });
  return {
    name: 'get_execution',
    title: 'Get an execution',
    description:
      'Tells where an execution of a pipeline stands, as the CI system has it now. To follow one that goes on, call it ' +
      'with wait_seconds 25, as often as it takes.',
    scope: 'read',
    inputSchema: jsonSchema,
    outputSchema: outputSchemaOf('Execution', 'whole'),
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
    onlyAnswers: true,
    async call(input, context) {
      const { execution_id, wait_seconds = 0 } = read(input);
      const seen = await product.service.get(execution_id, context.principal, { signal: context.signal });
      context.noteExecution(execution_id);
      if (wait_seconds === 0) return executionResult(product, seen, context);
      return executionResult(product, await follow(product, seen.execution, context, wait_seconds * 1000), context);
    },
  };
}
