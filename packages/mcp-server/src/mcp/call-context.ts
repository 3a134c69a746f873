import {
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  type InputResponses,
  type ProgressToken,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Principal } from '@sluice/core';
import type { McpCallContext, McpEra } from './definitions.ts';
import type { McpRuntime } from './runtime.ts';
import { TASKS_EXTENSION } from './tasks-extension.ts';

/** What a call's context is made of. */
export interface CallContextParts {
  readonly runtime: McpRuntime;
  readonly principal: Principal;
  /** Ends the call's waits. */
  readonly stopping: AbortSignal;
  readonly era: McpEra;
  /** What an `initialize` on the same connection declared. */
  readonly connectionCapabilities: ClientCapabilities | undefined;
  readonly noteExecution: (executionId: string) => void;
}

/** Makes the context of a call from the SDK's. */
export function callContextOf(context: ServerContext, parts: CallContextParts): McpCallContext {
  const { mcpReq: request } = context;
  const { runtime, era, connectionCapabilities } = parts;
  const capabilities = era === 'modern' ? declaredCapabilities(context) : connectionCapabilities;
  const token = request._meta?.progressToken;
  return {
    principal: parts.principal,
    era,
    signal: request.signal,
    stopping: parts.stopping,
    clock: runtime.clock,
    clientCapabilities: capabilities ?? {},
    canElicit: canAnswerForms(capabilities?.elicitation),
    declaresTasks: era === 'modern' && capabilities?.extensions?.[TASKS_EXTENSION] !== undefined,
    inputResponses: (request.inputResponses ?? {}) as InputResponses,
    requestState: request.requestState<string>(),
    progress: token === undefined ? undefined : progressTo(context, token),
    log: (level, data) => send(request.log(level, data)),
    noteExecution: parts.noteExecution,
  };
}

/** What the request's own envelope declares; the SDK has validated it. */
function declaredCapabilities({ mcpReq }: ServerContext): ClientCapabilities | undefined {
  const envelope: Readonly<Record<string, unknown>> = mcpReq.envelope ?? {};
  return envelope[CLIENT_CAPABILITIES_META_KEY] as ClientCapabilities | undefined;
}

/** A client that names no mode of elicitation can show forms; one that names only URLs can't. */
export function canAnswerForms(elicitation: ClientCapabilities['elicitation']): boolean {
  return elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
}

function progressTo({ mcpReq: request }: ServerContext, progressToken: ProgressToken): McpCallContext['progress'] {
  let furthest = Number.NEGATIVE_INFINITY;
  return (progress, total, message) => {
    if (progress <= furthest) return;
    furthest = progress;
    const params = { progressToken, progress, total, message };
    send(request.notify({ method: 'notifications/progress', params }));
  };
}

/** A notification that does not arrive has a client that is gone, which the call learns from its signal. */
function send(sending: Promise<void>): void {
  sending.catch(() => {});
}
