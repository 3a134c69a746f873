import type { Resolve } from './resolve.ts';
import { type CloudFormation, resourcesOf } from './template.ts';

/** Secrets Manager makes up what the template has it generate. */
export function generatedSecrets(template: CloudFormation, resolve: Resolve): Readonly<Record<string, string>> {
  const secrets = resourcesOf(template, 'AWS::SecretsManager::Secret');
  return Object.fromEntries(
    secrets.map(([logicalId, { Properties }]) => [
      resolve({ Ref: logicalId }),
      'x'.repeat(Properties.GenerateSecretString.PasswordLength),
    ]),
  );
}
