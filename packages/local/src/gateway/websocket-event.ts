import { API_ID, DOMAIN_NAME, gatewayTime } from './event-fields.ts';

const STAGE = 'local';

/** What happens on a connection. */
export type WebSocketRoute = '$connect' | '$default' | '$disconnect';

const EVENT_TYPES: Readonly<Record<WebSocketRoute, string>> = {
  $connect: 'CONNECT',
  $default: 'MESSAGE',
  $disconnect: 'DISCONNECT',
};

/** A connection of a WebSocket API. */
export interface WebSocketConnection {
  readonly connectionId: string;
  /** Milliseconds since the epoch. */
  readonly connectedAt: number;
  readonly sourceIp: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Makes the event that a WebSocket API gives to a function. */
export function webSocketEvent(
  { connectionId, connectedAt, sourceIp, headers }: WebSocketConnection,
  route: WebSocketRoute,
  { now, requestId, body }: { readonly now: number; readonly requestId: string; readonly body?: string | undefined },
): object {
  return {
    ...(route === '$connect' ? { headers } : {}),
    requestContext: {
      routeKey: route,
      eventType: EVENT_TYPES[route],
      ...(route === '$default' ? { messageId: requestId } : {}),
      extendedRequestId: requestId,
      requestTime: gatewayTime(now),
      messageDirection: 'IN',
      stage: STAGE,
      connectedAt,
      requestTimeEpoch: now,
      identity: { sourceIp, userAgent: headers['user-agent'] ?? null },
      requestId,
      domainName: DOMAIN_NAME,
      connectionId,
      apiId: API_ID,
    },
    ...(body === undefined ? {} : { body }),
    isBase64Encoded: false,
  };
}
