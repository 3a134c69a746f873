import { createJenkinsSimulator, createVirtualClock } from '@sluice/testkit';
import { expect, it } from 'vitest';
import { buildPage } from '../src/simulation/build-page.ts';

const parameters = [{ name: 'ENVIRONMENT', type: 'string' as const }];

it('the link of a simulated build leads to a page that tells where it stands', async () => {
  const clock = createVirtualClock();
  const simulator = createJenkinsSimulator({
    clock,
    jobs: [{ path: ['platform', 'feature/x'], parameters, quietPeriodMs: 1000 }],
  });
  const job = '/job/platform/job/feature%252Fx/';
  simulator.startForeignBuild({
    job: ['platform', 'feature/x'],
    parameters: { ENVIRONMENT: '<script>"dev"</script>' },
  });

  expect(buildPage(simulator, job)).toMatch(/in the queue.*waiting.*&#60;script&#62;/);
  expect(buildPage(simulator, job)).toContain('http-equiv="refresh"');
  expect(buildPage(simulator, `${job}1/`)).toBeUndefined();

  await clock.advance(2000);
  expect(buildPage(simulator, job)).toMatch(/<a href=".\/1\/">#1<\/a>.*running/);
  expect(buildPage(simulator, `${job}1/`)).toMatch(/#1 <span class="running">running/);

  await clock.advance(60_000);
  const page = buildPage(simulator, `${job}1`) ?? '';
  expect(page).toMatch(/#1 <span class="success">SUCCESS/);
  expect(page).toMatch(/<td class="plain">deploy<\/td><td class="success">SUCCESS/);
  expect(page).not.toMatch(/<script>|refresh/);
});

it('what is no job and no build has no page', () => {
  const simulator = createJenkinsSimulator({ jobs: [{ path: 'platform/compute' }] });
  for (const path of [
    '/',
    '/job/platform/',
    '/job/platform/job/other/1/',
    '/job/%zz/',
    '/job/platform/job/compute/1/',
  ]) {
    expect(buildPage(simulator, path)).toBeUndefined();
  }
  expect(buildPage(simulator, '/job/platform/job/compute/api/json')).toBeUndefined();
});
