import * as z from 'zod/mini';
import { type Identity, identityOf } from './identity.ts';
import { readBody } from './proxy-event.ts';

/** What happens on a WebSocket connection of API Gateway. */
export interface WebSocketEvent {
  readonly kind: 'connected' | 'message' | 'disconnected';
  readonly connectionId: string;
  /** Where messages to the connection are posted. */
  readonly endpoint: string;
  /** As the authorizer established it when the connection was opened. */
  readonly identity: Identity;
  /** Undefined when it is not text in UTF-8. */
  readonly body: string | undefined;
}

const webSocketEvent = z.object({
  body: z.nullish(z.string()),
  isBase64Encoded: z.nullish(z.boolean()),
  requestContext: z.object({
    eventType: z.enum(['CONNECT', 'MESSAGE', 'DISCONNECT']),
    connectionId: z.string(),
    domainName: z.string(),
    stage: z.string(),
    authorizer: z.nullish(z.record(z.string(), z.unknown())),
    identity: z.nullish(z.object({ userArn: z.nullish(z.string()) })),
  }),
});

const KINDS = { CONNECT: 'connected', MESSAGE: 'message', DISCONNECT: 'disconnected' } as const;

/** Reads an event of a WebSocket API; returns undefined for any other event. */
export function readWebSocketEvent(event: unknown): WebSocketEvent | undefined {
  const { success, data } = webSocketEvent.safeParse(event);
  if (!success) return undefined;
  const { eventType, connectionId, domainName, stage, authorizer, identity } = data.requestContext;
  return {
    kind: KINDS[eventType],
    connectionId,
    endpoint: `https://${domainName}/${stage}`,
    identity: identityOf({ authorizer, iam: identity }),
    body: readBody(data),
  };
}
