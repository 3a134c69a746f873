import { deadlineOf } from '../lambda/deadline.ts';
import type { LambdaContext } from '../lambda/lambda-context.ts';
import type { Lazy } from '../lambda/lazy.ts';
import { answerRequest } from './answer-request.ts';
import { type BackgroundTurn, readBackgroundEvent } from './background-turn.ts';
import type { ChatHandlerOptions } from './chat-options.ts';
import { type ChatReply, problemReply } from './chat-reply.ts';
import type { ChatServices } from './chat-services.ts';
import { doorDeadline } from './door-deadline.ts';
import { createGuard } from './guard.ts';
import { type ProxyRequest, readProxyEvent } from './proxy-event.ts';
import { type ProxyResponse, proxyResponse } from './proxy-response.ts';
import { type RoutedRequest, routeRequest } from './route-request.ts';
import { cookieOf } from './session-cookie.ts';
import { takeStartedTurn } from './take-started-turn.ts';

/** A Lambda function behind API Gateway (REST or HTTP API) or a function URL. @public */
export type ProxyEventHandler = (event: unknown, context: LambdaContext) => Promise<ProxyResponse>;

/**
 * Makes the handler of `POST /chat`: passes a user's message to the orchestrator agent and returns its answer, in one piece.
 * Where answers may be fetched later, it also answers `GET /chat/answers/{answer_id}`, and its own invocations of itself.
 *
 * @param options - A function is called at the first invocation
 * @example
 * ```ts
 * export const handler = createChatHandler({ orchestrator: { agentId: 'AGENT12345', agentAliasId: 'ALIAS12345' } });
 * ```
 * @public
 */
export function createChatHandler(options: Lazy<ChatHandlerOptions>): ProxyEventHandler {
  const guard = createGuard(options);
  return async (event, context) => {
    const request = readProxyEvent(event);
    if (request === undefined) {
      const started = readBackgroundEvent(event);
      const work = started === undefined ? refuseEvent(context) : takeStarted(started, context);
      return proxyResponse(await guard(context, work), undefined);
    }
    const sent: { cookie?: string | undefined } = {};
    const reply = await guard(context, (services) => {
      const routed = routeRequest(request, services);
      sent.cookie = cookieOf(routed, services);
      return answer(routed, { request, services, context });
    });
    return proxyResponse(reply, request, sent.cookie);
  };
}

interface Asked {
  readonly request: ProxyRequest;
  readonly services: ChatServices;
  readonly context: LambdaContext;
}

async function answer(routed: RoutedRequest, { request, services, context }: Asked): Promise<ChatReply> {
  const deadline = doorDeadline(context, request.door, services);
  const sessionId = 'turn' in routed ? routed.turn.agentSessionId : undefined;
  return services.telemetry.observe({ context, sessionId }, (observation) =>
    answerRequest(routed, { request, services, observation, deadline, canWait: true }),
  );
}

type Work = (services: ChatServices) => Promise<ChatReply>;

function takeStarted(started: BackgroundTurn, context: LambdaContext): Work {
  return (services) =>
    services.telemetry.observe({ context, sessionId: started.turn.agentSessionId }, (observation) => {
      const deadline = deadlineOf(context, services.deadlineMarginMs);
      return takeStartedTurn(started, { services, observation, deadline, context });
    });
}

/** Makes what answers an event that is none of ours. */
export function refuseEvent(context: LambdaContext): Work {
  const detail = 'This function answers events of API Gateway and of function URLs, and this is neither.';
  return (services) =>
    services.telemetry.observe({ context }, async ({ ended }) => {
      ended({ status: 500, outcome: 'invalid_request', fields: { reason: detail } });
      return problemReply({ status: 500, code: 'invalid_request', detail });
    });
}
