import type { Writable } from 'node:stream';
import { deadlineOf } from '../lambda/deadline.ts';
import { errorFields } from '../lambda/error-fields.ts';
import type { LambdaContext } from '../lambda/lambda-context.ts';
import type { Lazy } from '../lambda/lazy.ts';
import type { Observation } from '../lambda/observation.ts';
import { answerRequest } from './answer-request.ts';
import { endEvent } from './chat-event.ts';
import { refuseEvent } from './chat-handler.ts';
import type { ChatHandlerOptions } from './chat-options.ts';
import type { ChatReply } from './chat-reply.ts';
import type { ChatServices } from './chat-services.ts';
import { takeTurn } from './chat-turn.ts';
import { endSignal } from './door-deadline.ts';
import { type EventStream, endOf, openEventStream } from './event-stream.ts';
import { createGuard } from './guard.ts';
import { beginResponse, type StreamingProxyEventHandler, streamified } from './lambda-streaming.ts';
import { type ProxyRequest, readProxyEvent } from './proxy-event.ts';
import { proxyResponse, withCookie } from './proxy-response.ts';
import { type RoutedRequest, routeRequest } from './route-request.ts';
import { cookieOf } from './session-cookie.ts';

/**
 * Makes the handler of `POST /chat` that streams: for function URLs and REST APIs in their streaming modes, on Lambda's Node
 * runtime. A client that accepts `text/event-stream` gets events as they come, from the first moment on; any other gets the
 * whole answer at the end, as from `createChatHandler`.
 *
 * @param options - A function is called at the first invocation
 * @example
 * ```ts
 * export const handler = createStreamingChatHandler({
 *   orchestrator: { agentId: 'AGENT12345', agentAliasId: 'ALIAS12345' },
 * });
 * ```
 * @public
 */
export function createStreamingChatHandler(options: Lazy<ChatHandlerOptions>): StreamingProxyEventHandler {
  const guard = createGuard(options);
  return streamified(async (event, responseStream, context) => {
    const request = readProxyEvent(event);
    const sent: { cookie?: string | undefined; events?: EventStream } = {};
    const reply = await guard(context, (services) => {
      if (request === undefined) return refuseEvent(context)(services);
      const routed = routeRequest(request, services);
      sent.cookie = cookieOf(routed, services);
      return answer(routed, { request, services, context }, ({ logger }) => {
        const head = { statusCode: 200, ...withCookie(EVENT_HEADERS, request, sent.cookie) };
        const onGone = (error: unknown): void => logger.warn(errorFields(error), 'The client has gone');
        const signal = endSignal(context, services);
        sent.events = openEventStream(beginResponse(responseStream, head), { clock: services.clock, signal, onGone });
        return sent.events;
      });
    });
    if (sent.events === undefined) return writeWhole(responseStream, reply, { request, cookie: sent.cookie, context });
    sent.events.tell(endEvent(reply));
    await sent.events.end();
  });
}

const EVENT_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
} as const;

interface Asked {
  readonly request: ProxyRequest;
  readonly services: ChatServices;
  readonly context: LambdaContext;
}

/** Streams a turn where the client can read that, and answers everything else in one piece. */
async function answer(
  routed: RoutedRequest,
  { request, services, context }: Asked,
  openEvents: (observation: Observation) => EventStream,
): Promise<ChatReply> {
  const deadline = deadlineOf(context, services.deadlineMarginMs);
  const sessionId = 'turn' in routed ? routed.turn.agentSessionId : undefined;
  return services.telemetry.observe({ context, sessionId }, (observation) => {
    const setting = { request, services, observation, deadline };
    if (!('turn' in routed) || !acceptsEvents(request)) return answerRequest(routed, { ...setting, canWait: false });
    return takeTurn(routed.turn, { ...setting, tell: openEvents(observation).tell });
  });
}

function acceptsEvents(request: ProxyRequest): boolean {
  const types = request.header('accept')?.split(',') ?? [];
  return types.some((type) => /^\s*text\/event-stream\s*(;|$)/i.test(type));
}

interface Whole {
  readonly request: ProxyRequest | undefined;
  readonly cookie: string | undefined;
  readonly context: LambdaContext;
}

async function writeWhole(responseStream: Writable, reply: ChatReply, whole: Whole): Promise<void> {
  const { body, ...head } = proxyResponse(reply, whole.request, whole.cookie);
  await endOf(beginResponse(responseStream, head), deadlineOf(whole.context, 0).signal, body);
}
