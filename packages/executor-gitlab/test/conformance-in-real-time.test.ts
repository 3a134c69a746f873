import { gitLabScenarioProject, startGitLabSimulator } from '@sluice/testkit';
import { afterAll } from 'vitest';
import { realGitLabConformance } from './real-gitlab.ts';

// What a team does with its GitLab, done with a simulated one in real time: it proves the switch, and the world over the API.
const PROJECT = 'platform/conformance';
const TOKEN = 'glpat-0123456789abcdefghij';

const { url, close } = await startGitLabSimulator({
  tokens: [{ token: TOKEN }],
  projects: [gitLabScenarioProject(PROJECT, 'variables')],
  speed: 20,
});
afterAll(close);

realGitLabConformance('A GitLab in real time', {
  SLUICE_TEST_GITLAB_URL: url,
  SLUICE_TEST_GITLAB_TOKEN: TOKEN,
  SLUICE_TEST_GITLAB_PROJECT: PROJECT,
  SLUICE_TEST_POLL_INTERVAL_MS: '50',
});
