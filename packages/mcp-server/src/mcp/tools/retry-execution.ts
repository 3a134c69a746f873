import type { ToolDefinition } from '../definitions.ts';
import type { Product } from '../product.ts';
import { executionSchemaWithReplay } from './output-schema.ts';
import { startAndFollow } from './start-and-follow.ts';
import { executionId, toolArguments } from './tool-arguments.ts';

/** `retry_execution`: executes again what did not succeed. That nothing of a lost one runs is for people to say, over REST. */
export function retryExecutionTool(product: Product): ToolDefinition {
  const { jsonSchema, read } = toolArguments({ execution_id: executionId });
  return {
    name: 'retry_execution',
    title: 'Retry an execution',
    description:
      'Executes again what finished without success, with the same parameters: a new execution. One execution is ' +
      'retried once; asked again, that retry is the answer. Only when the user wants that.',
    scope: 'execute',
    inputSchema: jsonSchema,
    outputSchema: executionSchemaWithReplay(),
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
    async call(input, context) {
      const { execution_id } = read(input);
      return startAndFollow(
        product,
        {
          start: () => product.service.retry(execution_id, context.principal),
          isMeant: ({ retryOf }) => retryOf === execution_id,
        },
        context,
      );
    },
  };
}
