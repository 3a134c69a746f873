import { createGitLabSimulator, createVirtualClock } from '@sluice/testkit';
import { expect, it } from 'vitest';
import { servePipelinePages } from '../src/runtime/pipeline-page.ts';

it('the link of a simulated pipeline leads to a page that tells where it stands', async () => {
  const simulator = createGitLabSimulator({ clock: createVirtualClock(), projects: [{ path: 'platform/bootstrap' }] });
  servePipelinePages(simulator);
  const variables = { ENVIRONMENT: '<script>"dev"</script>' };
  const id = simulator.startForeignPipeline({ project: 'platform/bootstrap', ref: 'main', variables });
  const response = await simulator.app.request(`/platform/bootstrap/-/pipelines/${id}`);
  expect(response.status).toBe(200);
  const page = await response.text();
  expect(page).toContain(`platform/bootstrap #${id}`);
  expect(page).toContain('&#60;script&#62;');
  expect(page).not.toContain('<script>');
  expect((await simulator.app.request('/platform/bootstrap/-/pipelines/99')).status).toBe(404);
  expect((await simulator.app.request('/platform/other/-/pipelines/1')).status).toBe(404);
});
