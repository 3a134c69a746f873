/**
 * The Lambda functions behind `POST /chat`, one for each kind of door: answers in one piece, as server-sent events, or over
 * a WebSocket.
 *
 * @packageDocumentation
 */
import { createChatHandler, type ProxyEventHandler } from './chat-handler.ts';
import type { StreamingProxyEventHandler } from './lambda-streaming.ts';
import { chatHandlerOptionsFromEnv, webSocketChatHandlerOptionsFromEnv } from './options-from-env.ts';
import { createStreamingChatHandler } from './streaming-chat-handler.ts';
import { createWebSocketChatHandler, type WebSocketEventHandler } from './websocket-chat-handler.ts';

export type { AnswerStore, StoredTurn, TurnState } from './answer-store.ts';
export { type SelfInvocationOptions, type StartBackgroundTurn, selfInvocation } from './background-turn.ts';
export { createChatHandler, type ProxyEventHandler } from './chat-handler.ts';
export type { ChatHandlerOptions, ChatPolling } from './chat-options.ts';
export type { ChatBody, ChatReply } from './chat-reply.ts';
export {
  ANSWER_TTL_ATTRIBUTE,
  answerTable,
  type DynamoDbAnswerStoreOptions,
  dynamoDbAnswerStore,
} from './dynamodb-answer-store.ts';
export type { StreamingProxyEventHandler } from './lambda-streaming.ts';
export { chatHandlerOptionsFromEnv, webSocketChatHandlerOptionsFromEnv } from './options-from-env.ts';
export type { ProxyResponse } from './proxy-response.ts';
export { createStreamingChatHandler } from './streaming-chat-handler.ts';
export {
  createWebSocketChatHandler,
  type WebSocketChatHandlerOptions,
  type WebSocketEventHandler,
} from './websocket-chat-handler.ts';

/**
 * The function behind API Gateway (REST or HTTP API) or a function URL that answers in one piece, configured from its
 * environment variables at the first invocation.
 *
 * @public
 */
export const handler: ProxyEventHandler = createChatHandler(() => chatHandlerOptionsFromEnv(process.env));

/**
 * The function behind a REST API or a function URL in their streaming modes, configured as `handler` is.
 *
 * @public
 */
export const streamHandler: StreamingProxyEventHandler = createStreamingChatHandler(() =>
  chatHandlerOptionsFromEnv(process.env),
);

/**
 * The function behind a WebSocket API, configured as `handler` is.
 *
 * @public
 */
export const webSocketHandler: WebSocketEventHandler = createWebSocketChatHandler(() =>
  webSocketChatHandlerOptionsFromEnv(process.env),
);
