import { defaultScript as gitLabScript } from '../gitlab/default-scripts.ts';
import type { JenkinsScript } from './script.ts';

/** Returns what the builds of a pipeline type do when the job has no script of its own: the same as on GitLab. */
export function defaultScript(pipelineType: string | undefined): JenkinsScript {
  const { stages } = gitLabScript(pipelineType);
  return { stages: stages.map(({ name, jobs }) => ({ name, steps: jobs.flatMap(({ steps }) => steps) })) };
}
