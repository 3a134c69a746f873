import { createGitLabSimulator, createVirtualClock } from '@sluice/testkit';
import { expect, it } from 'vitest';
import { pipelinePage } from '../src/simulation/pipeline-page.ts';

it('the link of a simulated pipeline leads to a page that tells where it stands', () => {
  const simulator = createGitLabSimulator({ clock: createVirtualClock(), projects: [{ path: 'platform/bootstrap' }] });
  const variables = { ENVIRONMENT: '<script>"dev"</script>' };
  const id = simulator.startForeignPipeline({ project: 'platform/bootstrap', ref: 'main', variables });
  const page = pipelinePage(simulator, `/platform/bootstrap/-/pipelines/${id}`);
  expect(page).toContain(`platform/bootstrap #${id}`);
  expect(page).toContain('&#60;script&#62;');
  expect(page).not.toContain('<script>');
  for (const path of [
    '/platform/bootstrap/-/pipelines/99',
    '/platform/other/-/pipelines/1',
    '/%zz/-/pipelines/1',
    '/api/v4/projects/1/pipelines/1',
    '/',
  ]) {
    expect(pipelinePage(simulator, path)).toBeUndefined();
  }
});
