import { type CallToolResult, ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { type FieldError, redactSecrets, type ServiceLogger, SluiceError } from '@sluice/core';
import { problemOf } from '../http/problem.ts';

const MAX_TROUBLE = 300;

/** Names the request that failed, where nobody foresaw how. */
export interface FailureReport {
  readonly logger: ServiceLogger;
  readonly requestId: string;
  readonly method: string;
}

/** Returns a failure as a tool's error result: what happened, which field, which execution, what to do. */
export function toolFailure(failure: unknown, report: FailureReport): CallToolResult {
  const error = SluiceError.isInstance(failure) ? failure : unforeseen(failure, report);
  return {
    content: [{ type: 'text', text: textOf(error) }],
    isError: true,
    _meta: { 'io.sluice/problem': problemOf(error) },
  };
}

/** Returns the arguments of a call that are wrong as an error result that a model can act on. */
export function argumentFailure(tool: string, fields: readonly FieldError[]): SluiceError {
  return new SluiceError({
    code: 'invalid_request',
    message: `The arguments of ${tool} are not valid; nothing was done. Correct them and call it again.`,
    fields,
  });
}

/** Returns a failure as the JSON-RPC error that the SDK sends. */
export function protocolFailure(failure: unknown, report: FailureReport): ProtocolError {
  if (failure instanceof ProtocolError) return failure;
  const error = SluiceError.isInstance(failure) ? failure : unforeseen(failure, report);
  const problem = problemOf(error);
  const code = problem.status < 500 ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError;
  return new ProtocolError(code, textOf(error), { problem });
}

/** Tells whether an error says that what was named is not there. */
export function isNotFound(failure: unknown): boolean {
  return SluiceError.isInstance(failure) && failure.code.endsWith('not_found');
}

/** Returns what went wrong beside an answer, for the log: it may quote what a client sent. */
export function troubleOf({ message }: Error): string {
  return redactSecrets(message).slice(0, MAX_TROUBLE);
}

function textOf(error: SluiceError): string {
  const { message, executionId, retryable, retryAfterMs } = error;
  return [
    message,
    ...error.fields.map(describe),
    executionId === undefined || message.includes(executionId) ? undefined : `Execution: ${executionId}`,
    retryable ? `The same call may succeed later${waitOf(retryAfterMs)}.` : undefined,
  ]
    .filter((line) => line !== undefined)
    .join('\n');
}

function describe({ field, message, allowed }: FieldError): string {
  return `- ${field} ${message}${allowed === undefined ? '' : `; allowed: ${allowed.join(', ') || 'none'}`}`;
}

function waitOf(retryAfterMs: number | undefined): string {
  return retryAfterMs === undefined ? '' : `; wait ${Math.ceil(retryAfterMs / 1000)} s`;
}

function unforeseen(failure: unknown, { logger, requestId, method }: FailureReport): SluiceError {
  const text = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
  const fields = { request_id: requestId, mcp_method: method, error: redactSecrets(text) };
  logger.error(fields, 'An MCP request failed in a way that it should not');
  return new SluiceError({
    code: 'internal_error',
    message: `The server failed in a way that it should not. Tell those who run it the request id ${requestId}.`,
  });
}
