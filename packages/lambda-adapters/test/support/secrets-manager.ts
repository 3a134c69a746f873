import { text } from 'node:stream/consumers';
import { startHttpServer } from './http-server.ts';

/** AWS Secrets Manager on this machine, with one secret. */
export interface SecretsManagerServer {
  /** Settings with which the SDK's client finds it. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: number;
  };
  /** The names of the secrets that were asked for. */
  readonly asked: string[];
  /** The secret's text; undefined: reading it fails. */
  secret: string | undefined;
  close(): Promise<void>;
}

/** Starts AWS Secrets Manager, as far as `GetSecretValue` goes. */
export async function startSecretsManager(): Promise<SecretsManagerServer> {
  const asked: string[] = [];
  const { url, close } = await startHttpServer(async (request, response) => {
    const { SecretId } = JSON.parse(await text(request));
    asked.push(SecretId);
    const found = request.headers['x-amz-target'] === 'secretsmanager.GetSecretValue' && manager.secret !== undefined;
    const type = 'ResourceNotFoundException';
    response.writeHead(found ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(
      JSON.stringify(found ? { Name: SecretId, SecretString: manager.secret } : { __type: type, message: SecretId }),
    );
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const manager: SecretsManagerServer = {
    client: { endpoint: url, region: 'eu-west-1', credentials, maxAttempts: 1 },
    asked,
    secret: undefined,
    close,
  };
  return manager;
}
