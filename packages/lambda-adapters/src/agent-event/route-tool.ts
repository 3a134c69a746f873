import { SluiceError } from '@sluice/core';
import type { ToolOperation } from './tool-call.ts';
import type { Tool } from './tool-handler.ts';

/** Tools by method and path, as their OpenAPI document has them: `GET /executions/{execution_id}`. */
export type ToolTable = Readonly<Record<string, Tool>>;

/**
 * Finds the tool of an operation.
 *
 * @throws SluiceError `not_found` that names the operations that there are
 */
export function routeTool(tools: ToolTable, { method, path }: ToolOperation, others: readonly string[] = []): Tool {
  const tool = new Map(Object.entries(tools)).get(`${method} ${path}`);
  if (tool !== undefined) return tool;
  throw new SluiceError({
    code: 'not_found',
    message: `This tool has no operation ${method} ${path}. It has: ${[...others, ...Object.keys(tools)].join(', ')}.`,
  });
}
