import type { GitLabJobScript, GitLabScript, GitLabServerOptions, GitLabTriggerScript } from '@sluice/testkit';

/** A job of a second. */
export function job(name: string, more: Partial<GitLabJobScript> = {}): GitLabJobScript {
  return { name, steps: [{ command: `./${name}`, durationMs: 1000, log: [`${name} has run`] }], ...more };
}

/** A job that triggers a pipeline. */
export function trigger(
  name: string,
  what: GitLabTriggerScript = {},
  more: Partial<GitLabJobScript> = {},
): GitLabJobScript {
  return { name, steps: [], trigger: what, ...more };
}

export function stage(name: string, ...jobs: GitLabJobScript[]): GitLabScript['stages'][number] {
  return { name, jobs };
}

export function script(...stages: GitLabScript['stages']): GitLabScript {
  return { stages };
}

/** A GitLab whose project runs these stages, with another project beside it. */
export function running(...stages: GitLabScript['stages']): GitLabServerOptions {
  return { projects: [{ path: 'platform/bootstrap', script: script(...stages) }, { path: 'team/app' }] };
}
