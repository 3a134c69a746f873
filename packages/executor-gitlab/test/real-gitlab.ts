import { executorConformance, realGitLabWorld } from '@sluice/testkit';
import { describe, it } from 'vitest';
import { createGitLabExecutor } from '../src/index.ts';

type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

const NEEDED = ['SLUICE_TEST_GITLAB_URL', 'SLUICE_TEST_GITLAB_TOKEN', 'SLUICE_TEST_GITLAB_PROJECT'] as const;
const CASE_TIMEOUT_MS = 900_000;

/**
 * Registers the suite for the GitLab that the variables name; where they name none, a test that is skipped and says so.
 *
 * @param isWanted - which cases to run
 */
export function realGitLabConformance(
  name: string,
  variables: EnvironmentVariables,
  isWanted: (title: string) => boolean = () => true,
): void {
  const value = (variable: string): string | undefined => variables[variable]?.trim() || undefined;
  const [url, token, project] = NEEDED.map(value);
  if (url === undefined || token === undefined || project === undefined) {
    return void it.skip(`${name}: set ${NEEDED.join(', ')} (docs/testing-against-a-real-ci.md)`, () => {});
  }
  const triggerToken = value('SLUICE_TEST_GITLAB_TRIGGER_TOKEN');
  const pollIntervalMs = value('SLUICE_TEST_POLL_INTERVAL_MS');
  const world = realGitLabWorld({
    url,
    token,
    triggerToken,
    project,
    ref: value('SLUICE_TEST_GITLAB_REF'),
    variablesAs: value('SLUICE_TEST_GITLAB_VARIABLES_AS') === 'inputs' ? 'inputs' : 'variables',
    pollIntervalMs: pollIntervalMs === undefined ? undefined : Number(pollIntervalMs),
  });
  executorConformance({
    ...world,
    name,
    describe,
    it: Object.assign(run, { skip: it.skip }),
    create: ({ url: baseUrl, requestTimeoutMs }) =>
      createGitLabExecutor({ baseUrl, token, triggerToken, requestTimeoutMs }),
  });
  function run(title: string, body: () => Promise<void>): void {
    (isWanted(title) ? it : it.skip)(title, body, CASE_TIMEOUT_MS);
  }
}
