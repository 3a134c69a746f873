import { join } from 'node:path';
import { loadConfig } from '@sluice/config';
import { expect, it } from 'vitest';
import { simulatedJobs } from '../src/simulation/simulated-jobs.ts';

const QUICKSTART = join(import.meta.dirname, '../../../examples/quickstart/sluice.config.ts');
const environmentVariables = {
  GITLAB_TOKEN: 'token',
  JENKINS_URL: 'http://127.0.0.1:1',
  JENKINS_USER: 'sluice',
  JENKINS_TOKEN: 'token',
};

it('each job that a pipeline runs is there once, and declares what its runs get', async () => {
  const { createCatalog } = await loadConfig(QUICKSTART);
  const jobs = simulatedJobs(await createCatalog(environmentVariables));

  expect(jobs.map(({ path }) => path.join('/'))).toEqual(['platform/compute/main', 'platform/compute/release']);
  const names = ['SLUICE_EXECUTION_ID', 'PIPELINE_TYPE', 'ENVIRONMENT', 'TENANT_ID', 'REGION', 'INSTANCE_TYPE'];
  for (const { parameters = [] } of jobs) {
    expect(parameters.map(({ name }) => name)).toEqual([...names, 'MIN_INSTANCES', 'MAX_INSTANCES']);
  }
});

it('a job that two pipelines run declares what either needs', async () => {
  const { createCatalog } = await loadConfig(QUICKSTART);
  const catalog = await createCatalog(environmentVariables);
  const compute = catalog.pipeline('compute');
  const dns = { ...compute, pipelineType: 'dns', variableNames: { record: 'RECORD' } };
  const [main] = simulatedJobs({ ...catalog, pipelines: [compute, dns] });

  expect(main?.parameters?.map(({ name }) => name)).toEqual(expect.arrayContaining(['MAX_INSTANCES', 'RECORD']));
});
