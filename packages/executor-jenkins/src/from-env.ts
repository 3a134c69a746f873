import { ConfigurationError, type PipelineExecutor } from '@sluice/core';
import { createJenkinsExecutor } from './executor.ts';

const NEEDED: Readonly<Record<'JENKINS_URL' | 'JENKINS_USER' | 'JENKINS_TOKEN', string>> = {
  JENKINS_URL: 'set it to the address of Jenkins, with its context path',
  JENKINS_USER: 'set it to the Jenkins user that starts the jobs',
  JENKINS_TOKEN: 'set it to an API token of that user',
};

/** Which variable an option comes from. */
const VARIABLE_OF: Readonly<Record<string, string>> = {
  baseUrl: 'JENKINS_URL',
  user: 'JENKINS_USER',
  webhookSecrets: 'JENKINS_WEBHOOK_SECRET',
};

/**
 * Makes the executor for Jenkins from environment variables: `JENKINS_URL`, `JENKINS_USER` and `JENKINS_TOKEN`, an API
 * token of that user. With `JENKINS_WEBHOOK_SECRET` it takes webhooks: one secret, or several with spaces between them.
 *
 * @example
 * ```ts
 * export default defineConfig({ executors: { jenkins: jenkinsFromEnv }, actionGroups, pipelines });
 * ```
 * @throws ConfigurationError that says which variables to set
 * @public
 */
export function jenkinsFromEnv(environmentVariables: Readonly<Record<string, string | undefined>>): PipelineExecutor {
  const value = (name: string): string => environmentVariables[name]?.trim() ?? '';
  const missing = Object.entries(NEEDED).filter(([name]) => value(name) === '');
  if (missing.length > 0) {
    throw new ConfigurationError(missing.map(([name, advice]) => ({ message: `is not set; ${advice}`, path: [name] })));
  }
  try {
    return createJenkinsExecutor({
      baseUrl: value('JENKINS_URL'),
      user: value('JENKINS_USER'),
      token: value('JENKINS_TOKEN'),
      webhookSecrets: value('JENKINS_WEBHOOK_SECRET')
        .split(/\s+/)
        .filter((secret) => secret !== ''),
    });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const [issue] = error.issues;
    const name = VARIABLE_OF[String(issue?.path[0])] ?? 'JENKINS_TOKEN';
    throw new ConfigurationError([{ message: issue?.message ?? error.message, path: [name] }]);
  }
}
