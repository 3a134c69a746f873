import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A Secrets Manager that listens, and knows one operation: GetSecretValue. */
export interface SecretsManager {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a Secrets Manager with secrets by their ARNs or the ends of them. */
export async function startSecretsManager(secrets: Readonly<Record<string, string>>): Promise<SecretsManager> {
  const server = createServer(async (request, response) => {
    const { SecretId } = JSON.parse(await text(request));
    const [, SecretString] = Object.entries(secrets).find(([name]) => String(SecretId).endsWith(name)) ?? [];
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    if (SecretString === undefined) response.writeHead(400).end('{"__type":"ResourceNotFoundException"}');
    else response.end(JSON.stringify({ ARN: SecretId, SecretString }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
