import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import { type Clock, SluiceError } from '@sluice/core';
import { isObject } from '../agent-event/is-object.ts';
import { lazyPromise } from '../lambda/lazy.ts';
import { systemClock } from '../lambda/system-clock.ts';

/** Which secret of AWS Secrets Manager holds the key. @public */
export interface SecretApiKeyOptions {
  /** Name or ARN of the secret: the key as plain text, or a JSON object. */
  readonly secretId: string;
  /** The field with the key, where the secret is a JSON object. @defaultValue 'api_key' */
  readonly field?: string | undefined;
  /** Settings of the SDK's client. @defaultValue region and credentials of the environment */
  readonly client?: SecretsManagerClientConfig | undefined;
  /** Tells how old a key is. @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
}

/** How long a key is used before it is read again, in milliseconds. */
const MAX_AGE_MS = 15 * 60_000;
/** How long after a reading that failed the next one is tried, in milliseconds. */
const RETRY_MS = 60_000;

interface KnownKey {
  readonly key: string;
  /** When it is read again, in milliseconds since the epoch. */
  readonly readAgainAt: number;
}

/**
 * Makes an API key that is kept in AWS Secrets Manager. It is read at first use, by one request however many ask for it,
 * again after 15 minutes, and when the server has refused it. A reading that fails leaves the key as it was.
 *
 * @throws SluiceError `invalid_configuration`, from the function, when there is no key to go on with
 * @example
 * ```ts
 * const apiKey = secretApiKey({ secretId: 'sluice/proxy-key' });
 * ```
 * @public
 */
export function secretApiKey({
  secretId,
  field = 'api_key',
  client,
  clock = systemClock,
}: SecretApiKeyOptions): (refused?: string) => Promise<string> {
  const readSecret = secretReader(secretId, client);
  let known: KnownKey | undefined;
  let reading: Promise<string> | undefined;

  async function read(): Promise<string> {
    try {
      const key = keyIn(await readSecret(), field);
      known = { key, readAgainAt: clock.now() + MAX_AGE_MS };
      return key;
    } catch (error) {
      if (known !== undefined) known = { ...known, readAgainAt: clock.now() + RETRY_MS };
      throw unreadable(error);
    }
  }

  function readOnce(): Promise<string> {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  return async (refused) => {
    if (known === undefined || known.key === refused) return readOnce();
    const { key, readAgainAt } = known;
    return clock.now() < readAgainAt ? key : readOnce().catch(() => key);
  };
}

function secretReader(secretId: string, config: SecretsManagerClientConfig | undefined): () => Promise<string> {
  const load = lazyPromise(async () => {
    const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    return { GetSecretValueCommand, client: new SecretsManagerClient({ ...SETTINGS, ...config }) };
  });
  return async () => {
    const { GetSecretValueCommand, client } = await load();
    const { SecretString: text } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    return text ?? '';
  };
}

const SETTINGS: SecretsManagerClientConfig = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
};

function keyIn(secret: string, field: string): string {
  const value = fieldOf(secret, field);
  const key = typeof value === 'string' ? value.trim() : '';
  if (key !== '') return key;
  const message = `The secret of the pipeline server's API key has no key: it must be the key itself, or a JSON object with the field "${field}".`;
  throw new SluiceError({ code: 'invalid_configuration', message });
}

function fieldOf(secret: string, field: string): unknown {
  try {
    const parsed: unknown = JSON.parse(secret);
    return isObject(parsed) ? parsed[field] : secret;
  } catch {
    return secret;
  }
}

function unreadable(cause: unknown): SluiceError {
  if (SluiceError.isInstance(cause)) return cause;
  const reason = cause instanceof Error ? cause.name : 'Error';
  return new SluiceError({
    code: 'invalid_configuration',
    message: `The secret of the pipeline server's API key can't be read (${reason}): check its name or ARN, and that the function's role allows GetSecretValue, and Decrypt where the secret has a KMS key of its own.`,
    cause,
  });
}
