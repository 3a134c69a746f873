import { executorConformance, realJenkinsWorld } from '@sluice/testkit';
import { describe, it } from 'vitest';
import { createJenkinsExecutor } from '../src/index.ts';

type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

const NEEDED = [
  'SLUICE_TEST_JENKINS_URL',
  'SLUICE_TEST_JENKINS_USER',
  'SLUICE_TEST_JENKINS_TOKEN',
  'SLUICE_TEST_JENKINS_JOB',
] as const;
const CASE_TIMEOUT_MS = 900_000;

/**
 * Registers the suite for the Jenkins that the variables name; where they name none, a test that is skipped and says so.
 *
 * @param isWanted - which cases to run
 */
export function realJenkinsConformance(
  name: string,
  variables: EnvironmentVariables,
  isWanted: (title: string) => boolean = () => true,
): void {
  const value = (variable: string): string | undefined => variables[variable]?.trim() || undefined;
  const [url, user, token, job] = NEEDED.map(value);
  if (url === undefined || user === undefined || token === undefined || job === undefined) {
    return void it.skip(`${name}: set ${NEEDED.join(', ')} (docs/testing-against-a-real-ci.md)`, () => {});
  }
  const pollIntervalMs = value('SLUICE_TEST_POLL_INTERVAL_MS');
  const world = realJenkinsWorld({
    url,
    user,
    token,
    job,
    queuedJob: value('SLUICE_TEST_JENKINS_QUEUED_JOB'),
    pollIntervalMs: pollIntervalMs === undefined ? undefined : Number(pollIntervalMs),
  });
  executorConformance({
    ...world,
    name,
    describe,
    it: Object.assign(run, { skip: it.skip }),
    create: ({ url: baseUrl, requestTimeoutMs }) => createJenkinsExecutor({ baseUrl, user, token, requestTimeoutMs }),
  });
  function run(title: string, body: () => Promise<void>): void {
    (isWanted(title) ? it : it.skip)(title, body, CASE_TIMEOUT_MS);
  }
}
