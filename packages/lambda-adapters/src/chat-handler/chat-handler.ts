import { randomUUID } from 'node:crypto';
import { type ServiceLogger, SluiceError } from '@sluice/core';
import { agentFailureText } from '../agent-runtime/agent-failure-text.ts';
import {
  type AgentOutcome,
  type AgentReference,
  type AgentRuntime,
  CONFIRMATION_NEEDED,
} from '../agent-runtime/agent-runtime.ts';
import { createBedrockAgentRuntime } from '../agent-runtime/bedrock-agent-runtime.ts';
import { DEADLINE_MARGIN_MS, deadlineOf } from '../lambda/deadline.ts';
import { errorFields } from '../lambda/error-fields.ts';
import type { LambdaContext } from '../lambda/lambda-context.ts';
import { createLambdaLogger, logOutcome } from '../lambda/lambda-logger.ts';
import { type Lazy, lazy, unwrap } from '../lambda/lazy.ts';
import { readChatRequest } from './chat-request.ts';
import { answerResponse, type ProxyResponse, problemResponse } from './chat-response.ts';
import { readProxyEvent } from './proxy-event.ts';

/** A Lambda function behind API Gateway (REST or HTTP API) or a function URL. @public */
export type ProxyEventHandler = (event: unknown, context: LambdaContext) => Promise<ProxyResponse>;

/** @public */
export interface ChatHandlerOptions {
  /** The agent that talks to the user. */
  readonly orchestrator: AgentReference;
  /** @defaultValue Amazon Bedrock, as the environment's credentials and region have it */
  readonly runtime?: AgentRuntime | undefined;
  /** @defaultValue a Powertools logger */
  readonly logger?: ServiceLogger | undefined;
  /** Makes the ids of new conversations. @defaultValue crypto.randomUUID */
  readonly createId?: (() => string) | undefined;
  /** How much of the invocation's time is kept for the answer, in milliseconds. @defaultValue 1500 */
  readonly deadlineMarginMs?: number | undefined;
}

/** Session attribute with who asks, as API Gateway's authorizer established it. @public */
export const PRINCIPAL_ATTRIBUTE = 'sluice_principal';

/**
 * Makes the handler of `POST /chat`: passes a user's message to the orchestrator agent and returns its answer.
 *
 * @param options - A function is called at the first invocation
 * @example
 * ```ts
 * export const handler = createChatHandler({ orchestrator: { agentId: 'AGENT12345', agentAliasId: 'ALIAS12345' } });
 * ```
 * @public
 */
export function createChatHandler(options: Lazy<ChatHandlerOptions>): ProxyEventHandler {
  const defaultLogger = lazy(() => createLambdaLogger('chat-handler'));
  const resolved = lazy(() => {
    const given = unwrap(options);
    return { ...given, runtime: given.runtime ?? createBedrockAgentRuntime(), logger: given.logger ?? defaultLogger() };
  });
  return async (event, context) => {
    try {
      return await chat(resolved(), event, context);
    } catch (error) {
      defaultLogger().error(
        { function_request_id: context.awsRequestId, ...errorFields(error) },
        'The chat handler failed',
      );
      const code = SluiceError.isInstance(error) ? error.code : 'internal_error';
      const detail = 'The chat failed before the agent was asked. Tell the platform team to read its log.';
      return problemResponse({ status: 500, code, detail });
    }
  };
}

type ResolvedOptions = ChatHandlerOptions & { readonly runtime: AgentRuntime; readonly logger: ServiceLogger };

async function chat(options: ResolvedOptions, event: unknown, context: LambdaContext): Promise<ProxyResponse> {
  const startedAt = performance.now();
  const { response, fields } = await respond(options, event, context);
  logOutcome(options.logger, response.statusCode, {
    function_request_id: context.awsRequestId,
    ...fields,
    duration_ms: Math.round(performance.now() - startedAt),
  });
  return response;
}

interface Responded {
  readonly response: ProxyResponse;
  /** For the log. */
  readonly fields: Readonly<Record<string, unknown>>;
}

async function respond(options: ResolvedOptions, event: unknown, context: LambdaContext): Promise<Responded> {
  const request = readProxyEvent(event);
  if (request === undefined) {
    const detail = 'This function answers events of API Gateway and of function URLs, and this is neither.';
    return refused({ status: 500, code: 'invalid_request', detail });
  }
  if (request.method !== 'POST') {
    const detail = 'Send a POST with the body {"message": "…"}.';
    const headers = { allow: 'POST' };
    return refused({ status: 405, code: 'invalid_request', detail, headers });
  }
  const chatRequest = readChatRequest(request.body);
  if ('faults' in chatRequest) {
    const detail = `Send a JSON object such as {"message": "…"}: ${chatRequest.faults.join('; ')}.`;
    return refused({ status: 400, code: 'invalid_request', detail });
  }
  const sessionId = chatRequest.sessionId ?? (options.createId ?? randomUUID)();
  const deadline = deadlineOf(context, options.deadlineMarginMs ?? DEADLINE_MARGIN_MS);
  const outcome = await options.runtime.invoke(
    {
      agent: options.orchestrator,
      sessionId,
      text: chatRequest.message,
      sessionAttributes: request.principal === undefined ? {} : { [PRINCIPAL_ATTRIBUTE]: request.principal },
    },
    deadline.signal,
  );
  const fields = {
    session_id: sessionId,
    agent: options.orchestrator.agentId,
    principal: request.principal,
    outcome: outcome.outcome,
    ...('reason' in outcome ? { reason: outcome.reason } : {}),
  };
  return { response: responseTo(outcome, sessionId), fields };
}

function refused(problem: Parameters<typeof problemResponse>[0]): Responded {
  return { response: problemResponse(problem), fields: { outcome: problem.code, reason: problem.detail } };
}

function responseTo(outcome: AgentOutcome, sessionId: string): ProxyResponse {
  if (outcome.outcome === 'answered') return answerResponse(outcome.answer, sessionId);
  if (outcome.outcome === 'confirmation_needed') return answerResponse(CONFIRMATION_NEEDED, sessionId);
  const { status, code, message } = agentFailureText(outcome);
  const retryAfter = status === 503 ? { headers: { 'retry-after': '5' } } : {};
  return problemResponse({ status, code, detail: message, sessionId, ...retryAfter });
}
