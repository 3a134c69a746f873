import { jenkinsScenarioJobs, startJenkinsSimulator } from '@sluice/testkit';
import { afterAll } from 'vitest';
import { realJenkinsConformance } from './real-jenkins.ts';

// What a team does with its Jenkins, done with a simulated one in real time: it proves the switch, and the world over the API.
const JOB = 'platform/conformance';
const QUEUED_JOB = 'platform/conformance-queued';
const TOKEN = '11aBcDeF0123456789abcdef0123456789';

const { url, close } = await startJenkinsSimulator({
  contextPath: '/jenkins',
  users: [{ user: 'sluice', apiToken: TOKEN }],
  jobs: jenkinsScenarioJobs({ kind: 'pipeline', job: JOB, queued: QUEUED_JOB, refused: 'platform/disabled' }),
  speed: 20,
});
afterAll(close);

realJenkinsConformance('A Jenkins in real time', {
  SLUICE_TEST_JENKINS_URL: url,
  SLUICE_TEST_JENKINS_USER: 'sluice',
  SLUICE_TEST_JENKINS_TOKEN: TOKEN,
  SLUICE_TEST_JENKINS_JOB: JOB,
  SLUICE_TEST_JENKINS_QUEUED_JOB: QUEUED_JOB,
  SLUICE_TEST_POLL_INTERVAL_MS: '50',
});
