import type { CallToolResult, ContentBlock } from '@modelcontextprotocol/server';
import { type Execution, executionToWire, isFinished, SluiceError } from '@sluice/core';
import type { McpCallContext } from '../definitions.ts';
import type { Product } from '../product.ts';
import { executionUris } from '../resources/execution-uris.ts';
import { type Telling, textOf } from './execution-text.ts';

/** Answers a call with an execution: for programs as it goes over the wire, for models as a text. */
export async function executionResult(
  product: Product,
  telling: Telling,
  context: McpCallContext,
): Promise<CallToolResult> {
  const { execution, note, replayed } = telling;
  const asked = execution.status === 'blocked' ? await questionsOf(product, execution, context) : undefined;
  const wire = executionToWire(execution, note);
  return {
    content: [{ type: 'text', text: textOf(product, { ...telling, questions: asked }) }, ...linksOf(execution)],
    structuredContent: replayed === undefined ? wire : { ...wire, replayed },
  };
}

/** Like `executionResult`, for a call that wanted the execution to succeed: one that ended otherwise is an error. */
export async function outcomeResult(
  product: Product,
  telling: Telling,
  context: McpCallContext,
): Promise<CallToolResult> {
  const { status } = telling.execution;
  const result = await executionResult(product, telling, context);
  return isFinished({ status }) && status !== 'succeeded' ? { ...result, isError: true } : result;
}

/** Links to what is long. */
export function linksOf({ executionId, run }: Execution): ContentBlock[] {
  const { log, audit } = executionUris(executionId);
  const links: ContentBlock[] = [
    { type: 'resource_link', uri: audit, name: 'audit', title: 'Audit trail', mimeType: 'application/json' },
  ];
  if (run === undefined) return links;
  return [{ type: 'resource_link', uri: log, name: 'log', title: 'Log of the run', mimeType: 'text/plain' }, ...links];
}

/** What the run asks; where the CI system can't be asked for that, the execution is told without it. */
async function questionsOf(
  { service }: Product,
  { executionId }: Execution,
  { principal, signal }: McpCallContext,
): Promise<Telling['questions']> {
  try {
    return await service.pendingApprovals(executionId, principal, signal);
  } catch (error) {
    if (SluiceError.isInstance(error) || signal.aborted) return undefined;
    throw error;
  }
}
