import type {
  ApiGatewayManagementApiClient,
  ApiGatewayManagementApiClientConfig,
} from '@aws-sdk/client-apigatewaymanagementapi';

/** Posts a message to a WebSocket connection. @throws `GoneException` when it is closed, and what else the SDK throws */
export type PostToConnection = (
  connection: { readonly endpoint: string; readonly connectionId: string },
  message: string,
  signal: AbortSignal,
) => Promise<void>;

/** Makes what posts messages to WebSocket connections. The SDK is loaded at the first message. */
export function createPostToConnection(config: ApiGatewayManagementApiClientConfig | undefined): PostToConnection {
  const clients = new Map<string, ApiGatewayManagementApiClient>();
  return async ({ endpoint, connectionId }, message, signal) => {
    const { ApiGatewayManagementApiClient, PostToConnectionCommand } = await import(
      '@aws-sdk/client-apigatewaymanagementapi'
    );
    const requestHandler = { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true };
    const client = clients.get(endpoint) ?? new ApiGatewayManagementApiClient({ endpoint, requestHandler, ...config });
    clients.set(endpoint, client);
    const command = new PostToConnectionCommand({ ConnectionId: connectionId, Data: Buffer.from(message) });
    await client.send(command, { abortSignal: signal });
  };
}

/** Whether an error means that the client has closed its connection. */
export function isGone(error: unknown): boolean {
  return error instanceof Error && error.name === 'GoneException';
}
