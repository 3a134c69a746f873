import { randomBytes } from 'node:crypto';
import { createGitLabSimulator, type GitLabSimulator } from '@sluice/testkit';
import { gitLabDoor } from '../flow/doors/gitlab-door.ts';
import { PIPELINE_SERVER } from '../flow/parts.ts';
import { listenWithPages } from './listen-with-pages.ts';
import { pipelinePage } from './pipeline-page.ts';
import type { SimulatedCi, SimulationOptions } from './simulated-ci.ts';
import { simulatedProjects } from './simulated-projects.ts';

/** Starts a simulated GitLab without projects. */
export async function startSimulatedGitLab(options: SimulationOptions): Promise<SimulatedCi<GitLabSimulator>> {
  const token = `glpat-${randomBytes(16).toString('hex')}`;
  const simulator = createGitLabSimulator({ ...options, tokens: [{ token }] });
  const { url, close } = await listenWithPages(simulator.app, (path) => pipelinePage(simulator, path));
  return {
    url,
    simulator,
    environmentVariables: { GITLAB_URL: url, GITLAB_TOKEN: token },
    door: gitLabDoor(new Map([[token, PIPELINE_SERVER]])),
    furnish(catalog) {
      const projects = simulatedProjects(catalog);
      for (const project of projects) simulator.addProject(project);
      return projects.length > 0;
    },
    close,
  };
}
