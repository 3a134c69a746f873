/**
 * The Lambda function behind `POST /chat`.
 *
 * @packageDocumentation
 */
import { createChatHandler, type ProxyEventHandler } from './chat-handler.ts';
import { chatHandlerOptionsFromEnv } from './options-from-env.ts';

export { type ChatHandlerOptions, createChatHandler, type ProxyEventHandler } from './chat-handler.ts';
export type { ProxyResponse } from './chat-response.ts';
export { chatHandlerOptionsFromEnv } from './options-from-env.ts';

/**
 * The function as it is deployed, configured from its environment variables at the first invocation.
 *
 * @public
 */
export const handler: ProxyEventHandler = createChatHandler(() => chatHandlerOptionsFromEnv(process.env));
