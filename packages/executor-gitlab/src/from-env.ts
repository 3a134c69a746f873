import { ConfigurationError, type PipelineExecutor } from '@sluice/core';
import { createGitLabExecutor } from './executor.ts';

/**
 * Makes the executor for GitLab CI from environment variables: `GITLAB_URL` (`https://gitlab.com` unless set),
 * `GITLAB_TOKEN`, and `GITLAB_PROJECT_ID`, the project of targets that name none.
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
  const baseUrl = read(environmentVariables, 'GITLAB_URL');
  const defaultProject = read(environmentVariables, 'GITLAB_PROJECT_ID');
  try {
    return createGitLabExecutor({ baseUrl, token, defaultProject });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const [issue] = error.issues;
    const name = issue?.path[0] === 'baseUrl' ? 'GITLAB_URL' : 'GITLAB_PROJECT_ID';
    throw invalid(name, issue?.message ?? error.message);
  }
}

function read(environmentVariables: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const value = environmentVariables[name]?.trim();
  return value === '' ? undefined : value;
}

function invalid(name: string, message: string): ConfigurationError {
  return new ConfigurationError([{ message, path: [name] }]);
}
