import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SluiceError } from '@sluice/core';

/** Environment variables, secrets among them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Returns the environment variables with the secrets that `SLUICE_SECRETS` names: `{"GITLAB_TOKEN": "arn:…"}`, with `#` and
 * a field behind the ARN where the secret is a JSON object.
 *
 * @throws SluiceError `invalid_configuration` that names the variable whose secret can't be read
 */
export async function readSecretVariables(variables: Variables): Promise<Variables> {
  const references = Object.entries(JSON.parse(variables['SLUICE_SECRETS'] ?? '{}') as Record<string, string>);
  const client = new SecretsManagerClient(SETTINGS);
  try {
    const secrets = await Promise.all(references.map((reference) => readOne(client, reference)));
    return { ...variables, ...Object.fromEntries(secrets) };
  } finally {
    client.destroy();
  }
}

const SETTINGS = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
};

async function readOne(
  client: SecretsManagerClient,
  [variable, reference]: readonly [string, string],
): Promise<readonly [string, string]> {
  const [SecretId = '', field] = reference.split('#');
  const text = await client.send(new GetSecretValueCommand({ SecretId })).then(
    ({ SecretString = '' }) => SecretString,
    (error: unknown) => {
      throw unreadable(variable, error);
    },
  );
  return [variable, field === undefined ? text.trim() : fieldOf(text, field, variable)];
}

function fieldOf(text: string, field: string, variable: string): string {
  const value = parsed(text)?.[field];
  if (typeof value === 'string') return value;
  const message = `The secret of ${variable} must be a JSON object with the text "${field}". Correct the secret or the field.`;
  throw new SluiceError({ code: 'invalid_configuration', message });
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>> | undefined;
  } catch {
    return undefined;
  }
}

function unreadable(variable: string, cause: unknown): SluiceError {
  const reason = cause instanceof Error ? cause.name : 'Error';
  const message = `The secret of ${variable} can't be read (${reason}): check that it has a value, and that the function's role may read and decrypt it.`;
  return new SluiceError({ code: 'invalid_configuration', message, cause });
}
