import { ConfigurationError } from '@sluice/core';

const SECRET_NAME =
  /(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|(?:API|ACCESS|PRIVATE|STATE|SIGNING|ENCRYPTION|SSH)_?KEY)S?$/i;

/**
 * Refuses variables that look like secrets: everybody who sees a function or a task could read them.
 *
 * @param advice - Where a secret goes instead, by the name of its variable
 * @throws ConfigurationError that names them
 */
export function requirePlain(
  environment: Readonly<Record<string, string>>,
  advice: (name: string) => string = (name) => `give it in secrets, as { ${name}: Secret.fromSecretNameV2(…) }`,
): void {
  const issues = Object.keys(environment)
    .filter((name) => SECRET_NAME.test(name))
    .map((name) => ({
      message: `is a secret by its name, and everybody who sees the function or task could read it: ${advice(name)}`,
      path: ['environment', name],
    }));
  if (issues.length > 0) throw new ConfigurationError(issues);
}
