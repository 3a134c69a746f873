import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { PipelineServerProps, SecretField } from './pipeline-server-props.ts';

/** The secrets of a server by the variables that it finds them in. */
export type ServerSecrets = Readonly<Record<string, SecretReference>>;

/** A secret, or one field of it. */
export interface SecretReference {
  readonly secret: ISecret;
  readonly field?: string | undefined;
}

/** Makes a secret of 48 characters that nobody has seen. */
export function createGeneratedSecret(scope: Construct, id: string, description: string): ISecret {
  const generateSecretString = { passwordLength: 48, excludePunctuation: true };
  // The CDK declares its own classes with other optional fields than its interfaces.
  return new Secret(scope, id, { description, generateSecretString }) as ISecret;
}

/** Collects the secrets of a server: the team's, its access document, and a key that all its instances share. */
export function serverSecrets(scope: Construct, { secrets, access }: SecretProps): ServerSecrets {
  const description = 'Signs what passes through MCP clients while a person is asked';
  return {
    SLUICE_REQUEST_STATE_KEY: { secret: createGeneratedSecret(scope, 'RequestStateKey', description) },
    ...(access === undefined ? {} : { SLUICE_ACCESS: { secret: access } }),
    ...toSecrets(secrets),
  };
}

/** Returns the secrets that a team named, each by its variable. */
export function toSecrets(secrets: PipelineServerProps['secrets'] = {}): ServerSecrets {
  return Object.fromEntries(Object.entries(secrets).map(([name, given]) => [name, toReference(given)]));
}

type SecretProps = Pick<PipelineServerProps, 'secrets' | 'access'>;

function toReference(given: ISecret | SecretField): SecretReference {
  return 'secretArn' in given ? { secret: given } : given;
}

/** Says where secrets are, as the value of `SLUICE_SECRETS`: an ARN, and after `#` the field that is meant. */
export function secretVariable(secrets: ServerSecrets): Readonly<Record<string, string>> {
  const entries = Object.entries(secrets).map(([name, { secret, field }]) => [
    name,
    field === undefined ? secret.secretArn : `${secret.secretArn}#${field}`,
  ]);
  return Object.fromEntries(entries);
}
