import type { ServiceLogger } from '@sluice/core';
import type { AgentEventReply, LambdaContext, OpenApiEventReply } from '../../src/index.ts';

/** Makes a context whose invocation may go on for that long, from now. */
export function contextFor(milliseconds: number): LambdaContext {
  const end = performance.now() + milliseconds;
  return { awsRequestId: 'request-1', getRemainingTimeInMillis: () => end - performance.now() };
}

interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly fields: Record<string, unknown>;
  readonly message: string;
}

export interface RecordingLogger extends ServiceLogger {
  readonly lines: LogLine[];
}

/** Makes a logger that keeps what it is told. */
export function recordingLogger(): RecordingLogger {
  const lines: LogLine[] = [];
  const at = (level: LogLine['level']) => (fields: Record<string, unknown>, message: string) => {
    lines.push({ level, fields, message });
  };
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}

/** Returns status and parsed body of a reply to an action group with an OpenAPI document. */
export function opened(reply: AgentEventReply): { status: number; body: Record<string, unknown> } {
  const { response } = reply as OpenApiEventReply;
  return { status: response.httpStatusCode, body: JSON.parse(response.responseBody['application/json'].body) };
}
