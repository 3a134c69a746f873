import { randomBytes } from 'node:crypto';
import { createJenkinsSimulator, type JenkinsSimulator } from '@sluice/testkit';
import { jenkinsDoor } from '../flow/doors/jenkins-door.ts';
import { PIPELINE_SERVER } from '../flow/parts.ts';
import { buildPage } from './build-page.ts';
import { listenWithPages } from './listen-with-pages.ts';
import type { SimulatedCi, SimulationOptions } from './simulated-ci.ts';
import { simulatedJobs } from './simulated-jobs.ts';

const USER = 'sluice';

/** Starts a simulated Jenkins without jobs. */
export async function startSimulatedJenkins(options: SimulationOptions): Promise<SimulatedCi<JenkinsSimulator>> {
  // As Jenkins makes them: the version of the token's form, and 128 bits.
  const token = `11${randomBytes(16).toString('hex')}`;
  const simulator = createJenkinsSimulator({ ...options, users: [{ user: USER, apiToken: token }] });
  const { url, close } = await listenWithPages(simulator.app, (path) => buildPage(simulator, path));
  return {
    url,
    simulator,
    environmentVariables: { JENKINS_URL: url, JENKINS_USER: USER, JENKINS_TOKEN: token },
    door: jenkinsDoor(new Map([[`${USER}:${token}`, PIPELINE_SERVER]])),
    furnish(catalog) {
      const jobs = simulatedJobs(catalog);
      for (const job of jobs) simulator.addJob(job);
      return jobs.length > 0;
    },
    close,
  };
}
