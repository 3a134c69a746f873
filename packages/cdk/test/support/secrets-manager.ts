import { createServer } from 'node:http';
import { listening } from './listening.ts';

/** A Secrets Manager that knows some secrets by their ids. */
export async function startSecretsManager(secrets: Readonly<Record<string, string>>): Promise<string> {
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const { SecretId } = JSON.parse(Buffer.concat(pieces).toString('utf8')) as { readonly SecretId: string };
    const SecretString = secrets[SecretId];
    response.statusCode = SecretString === undefined ? 400 : 200;
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(
      JSON.stringify(SecretString === undefined ? { __type: 'ResourceNotFoundException' } : { SecretString }),
    );
  });
  return listening(server);
}
