import type { ApiGatewayManagementApiClientConfig } from '@aws-sdk/client-apigatewaymanagementapi';
import { deadlineOf } from '../lambda/deadline.ts';
import { errorFields } from '../lambda/error-fields.ts';
import type { LambdaContext } from '../lambda/lambda-context.ts';
import { type Lazy, lazy, unwrap } from '../lambda/lazy.ts';
import type { Observation } from '../lambda/observation.ts';
import { endEvent } from './chat-event.ts';
import { refuseEvent } from './chat-handler.ts';
import type { ChatHandlerOptions } from './chat-options.ts';
import type { ChatReply } from './chat-reply.ts';
import type { ChatServices } from './chat-services.ts';
import { connectionSession, PRINCIPAL_SESSION } from './chat-session.ts';
import { takeTurn } from './chat-turn.ts';
import { endSignal } from './door-deadline.ts';
import { createEventWriter, type EventWriter } from './event-writer.ts';
import { createGuard } from './guard.ts';
import { createPostToConnection, isGone, type PostToConnection } from './post-to-connection.ts';
import { readTurn } from './read-turn.ts';
import { replyOutcome } from './reply-outcome.ts';
import { readWebSocketEvent, type WebSocketEvent } from './websocket-event.ts';
import { webSocketMessages } from './websocket-messages.ts';

/** A Lambda function behind a WebSocket API of API Gateway. @public */
export type WebSocketEventHandler = (
  event: unknown,
  context: LambdaContext,
) => Promise<{ readonly statusCode: number }>;

/** What the handler of a WebSocket API is made from: a chat, and the way to its connections. @public */
export interface WebSocketChatHandlerOptions extends ChatHandlerOptions {
  /**
   * Settings of the SDK's client that posts to connections, such as `endpoint`, which an API with a domain name of its own
   * needs.
   *
   * @defaultValue the endpoint that the event names, credentials and region of the environment
   */
  readonly connections?: ApiGatewayManagementApiClientConfig | undefined;
}

/**
 * Makes the handler of a WebSocket API, for the routes `$connect`, `$disconnect` and `$default`: each message is passed to
 * the orchestrator agent, and what happens is posted to the connection as it does.
 *
 * @param options - A function is called at the first invocation
 * @example
 * ```ts
 * export const handler = createWebSocketChatHandler({
 *   orchestrator: { agentId: 'AGENT12345', agentAliasId: 'ALIAS12345' },
 * });
 * ```
 * @public
 */
export function createWebSocketChatHandler(options: Lazy<WebSocketChatHandlerOptions>): WebSocketEventHandler {
  const given = lazy(() => unwrap(options));
  const post = lazy(() => createPostToConnection(given().connections));
  const guard = createGuard(given);
  return async (event, context) => {
    const message = readWebSocketEvent(event);
    if (message === undefined) {
      const { status } = await guard(context, refuseEvent(context));
      return { statusCode: status };
    }
    // Who may connect is the authorizer's to say, and nothing is kept about a connection.
    if (message.kind !== 'message') return { statusCode: 200 };
    const sent: { writer?: EventWriter } = {};
    const reply = await guard(context, (services) =>
      answer(message, { services, context }, (sessionId, observation) => {
        const signal = endSignal(context, services);
        sent.writer = openWriter(message, { sessionId, observation, signal, post: post() });
        return sent.writer;
      }),
    );
    if (sent.writer === undefined) return { statusCode: reply.status };
    sent.writer.write(endEvent(reply));
    await sent.writer.idle();
    return { statusCode: 200 };
  };
}

interface Asked {
  readonly services: ChatServices;
  readonly context: LambdaContext;
}

async function answer(
  message: WebSocketEvent,
  { services, context }: Asked,
  open: (sessionId: string | undefined, observation: Observation) => EventWriter,
): Promise<ChatReply> {
  const { identity, connectionId, body } = message;
  const { principal } = identity;
  const isPersonal = services.sessionPerPrincipal && principal !== undefined;
  const standing = isPersonal ? PRINCIPAL_SESSION : connectionSession(connectionId);
  const read = readTurn(body, { identity, standing }, services);
  const turn = 'turn' in read ? read.turn : undefined;
  return services.telemetry.observe({ context, sessionId: turn?.agentSessionId }, async (observation) => {
    const writer = open(turn?.sessionId, observation);
    if ('refusal' in read) {
      observation.ended(replyOutcome(read.refusal, principal));
      return read.refusal;
    }
    const deadline = deadlineOf(context, services.deadlineMarginMs);
    return takeTurn(read.turn, { services, observation, deadline, tell: writer.write });
  });
}

interface Connection {
  readonly sessionId: string | undefined;
  readonly observation: Observation;
  readonly signal: AbortSignal;
  readonly post: PostToConnection;
}

function openWriter(
  { endpoint, connectionId }: WebSocketEvent,
  { sessionId, observation, signal, post }: Connection,
): EventWriter {
  return createEventWriter({
    async send(event) {
      for (const message of webSocketMessages(event, sessionId)) {
        await post({ endpoint, connectionId }, message, signal);
      }
    },
    onGone(error) {
      const log = isGone(error) ? observation.logger.info : observation.logger.warn;
      log(errorFields(error), 'The client can no longer be told');
    },
  });
}
