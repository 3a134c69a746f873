import { gitLabScenarioProject, startGitLabSimulator } from '@sluice/testkit';
import { afterAll } from 'vitest';
import { realGitLabConformance } from './real-gitlab.ts';

// What a team does with its GitLab, done with a simulated one in real time: it proves the switch, and the world over the API.
// All cases take minutes: SLUICE_TEST_IN_REAL_TIME=all npx vitest run conformance-in-real-time
const SOME: readonly string[] = [
  'makes one run, with one request that can start one',
  'hands every value over as it is, or refuses it before anything is started',
  'is unknown, and found later, when the run was made and no answer came',
  'finds a run while it waits',
  'names both of two runs that one execution has, and picks none',
  'tells of a run that failed what failed, and how its log ends',
  'stops a run, which is cancelled once nothing of it runs any more',
  'runs again what failed, within the same run',
  'gives the whole log also when it is read while it is written',
  'lets the run go on when it is approved',
];
const PROJECT = 'platform/conformance';
const TOKEN = 'glpat-0123456789abcdefghij';

const { url, close } = await startGitLabSimulator({
  tokens: [{ token: TOKEN }],
  projects: [gitLabScenarioProject(PROJECT, 'variables')],
  speed: 20,
});
afterAll(close);

const variables = {
  SLUICE_TEST_GITLAB_URL: url,
  SLUICE_TEST_GITLAB_TOKEN: TOKEN,
  SLUICE_TEST_GITLAB_PROJECT: PROJECT,
  SLUICE_TEST_POLL_INTERVAL_MS: '50',
};
const isAll = process.env['SLUICE_TEST_IN_REAL_TIME'] === 'all';
realGitLabConformance('A GitLab in real time', variables, (title) => isAll || SOME.includes(title));
