import { jenkinsScenarioJobs, startJenkinsSimulator } from '@sluice/testkit';
import { afterAll } from 'vitest';
import { realJenkinsConformance } from './real-jenkins.ts';

// What a team does with its Jenkins, done with a simulated one in real time: it proves the switch, and the world over the API.
// All cases take minutes: SLUICE_TEST_IN_REAL_TIME=all npx vitest run conformance-in-real-time
const SOME: readonly string[] = [
  'makes one run, with one request that can start one',
  'hands every value over as it is, or refuses it before anything is started',
  'is unknown, and found later, when the run was made and no answer came',
  'finds a run while it waits',
  'names both of two runs that one execution has, and picks none',
  'tells of a run that failed what failed, and how its log ends',
  'stops a run, which is cancelled once nothing of it runs any more',
  'gives the whole log also when it is read while it is written',
  'lets the run go on when it is approved',
];
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

const variables = {
  SLUICE_TEST_JENKINS_URL: url,
  SLUICE_TEST_JENKINS_USER: 'sluice',
  SLUICE_TEST_JENKINS_TOKEN: TOKEN,
  SLUICE_TEST_JENKINS_JOB: JOB,
  SLUICE_TEST_JENKINS_QUEUED_JOB: QUEUED_JOB,
  SLUICE_TEST_POLL_INTERVAL_MS: '50',
};
const isAll = process.env['SLUICE_TEST_IN_REAL_TIME'] === 'all';
realJenkinsConformance('A Jenkins in real time', variables, (title) => isAll || SOME.includes(title));
