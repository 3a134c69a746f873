import { ConfigurationError, type PipelineExecutor } from '@sluice/core';
import { createGitLabExecutor } from './executor.ts';

/** Which variable an option comes from. */
const NAMES: Readonly<Record<string, string>> = {
  baseUrl: 'GITLAB_URL',
  defaultProject: 'GITLAB_PROJECT_ID',
  webhookSecrets: 'GITLAB_WEBHOOK_SECRET',
  webhookSigningTokens: 'GITLAB_WEBHOOK_SIGNING_TOKEN',
};

/**
 * Makes the executor for GitLab CI from environment variables: `GITLAB_URL` (`https://gitlab.com` unless set),
 * `GITLAB_TOKEN`, `GITLAB_PROJECT_ID`, the project of targets that name none, `GITLAB_TRIGGER_TOKEN`, with which pipelines
 * are started where it is set, and `GITLAB_WEBHOOK_SECRET` and `GITLAB_WEBHOOK_SIGNING_TOKEN`, each of which may hold
 * several with spaces between.
 *
 * @example
 * ```ts
 * export default defineConfig({ executors: { gitlab: gitLabFromEnv }, actionGroups, pipelines });
 * ```
 * @throws ConfigurationError that says which variable to set
 * @public
 */
export function gitLabFromEnv(environmentVariables: Readonly<Record<string, string | undefined>>): PipelineExecutor {
  const token = read(environmentVariables, 'GITLAB_TOKEN');
  if (token === undefined) {
    throw invalid('GITLAB_TOKEN', 'is not set; set it to a GitLab access token that has the scope "api"');
  }
  try {
    return createGitLabExecutor({
      token,
      baseUrl: read(environmentVariables, 'GITLAB_URL'),
      triggerToken: read(environmentVariables, 'GITLAB_TRIGGER_TOKEN'),
      defaultProject: read(environmentVariables, 'GITLAB_PROJECT_ID'),
      webhookSecrets: readSeveral(environmentVariables, 'GITLAB_WEBHOOK_SECRET'),
      webhookSigningTokens: readSeveral(environmentVariables, 'GITLAB_WEBHOOK_SIGNING_TOKEN'),
    });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const [issue] = error.issues;
    const option = String(issue?.path[0]);
    throw invalid(NAMES[option] ?? option, issue?.message ?? error.message);
  }
}

function read(environmentVariables: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const value = environmentVariables[name]?.trim();
  return value === '' ? undefined : value;
}

function readSeveral(
  environmentVariables: Readonly<Record<string, string | undefined>>,
  name: string,
): readonly string[] | undefined {
  return read(environmentVariables, name)?.split(/\s+/);
}

function invalid(name: string, message: string): ConfigurationError {
  return new ConfigurationError([{ message, path: [name] }]);
}
