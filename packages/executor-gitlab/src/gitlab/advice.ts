import type { Subject } from '../errors.ts';

type Advice = (subject: Subject) => string;

/** What to do about GitLab's own words; the first that fit count. */
const BY_WORDS: readonly (readonly [RegExp, Advice])[] = [
  [
    /^(reference not found|commit not found|ref is ambiguous)/i,
    ({ ref, project }) => `Check the ref "${ref}" of project "${project}".`,
  ],
  [
    /permissions to set pipeline variables/i,
    ({ project }) =>
      `Allow pipeline variables in the CI/CD settings of project "${project}", or pass inputs: variablesAs "inputs" in the target.`,
  ],
  [
    /moved projects/i,
    ({ project }) => `Project "${project}" has another path now: put that, or its number, into the target.`,
  ],
  [
    /\binputs?\b/i,
    ({ project }) =>
      `Compare the pipeline's parameters with spec:inputs in the .gitlab-ci.yml of project "${project}".`,
  ],
  [/too many pipelines created/i, () => 'Nothing was started; ask again in a minute.'],
  [
    /sufficient permission to run a pipeline|permissions to create a new pipeline/i,
    ({ ref, project }) => `Let the token's user run pipelines on the ref "${ref}" of project "${project}".`,
  ],
  [
    /would have been empty|pipeline did not run/i,
    ({ ref, project }) =>
      `The rules in the .gitlab-ci.yml of project "${project}" on "${ref}" leave no job to run with these values.`,
  ],
  [/pipelines are disabled/i, ({ project }) => `Switch CI/CD on in the settings of project "${project}".`],
  [/project is deleted/i, ({ project }) => `Project "${project}" is about to be deleted: put another into the target.`],
  [
    /pipeline metadata/i,
    ({ project }) =>
      `Mend workflow:name in the .gitlab-ci.yml of project "${project}"; it may come to 255 characters at the most.`,
  ],
  [
    /\bconfig\b|yaml|duplicate variable name|jobs?:|stages?:/i,
    ({ ref, project }) => `Mend the .gitlab-ci.yml of project "${project}" on "${ref}".`,
  ],
  [/insufficient.scope/i, () => 'The access token needs the scope "api".'],
];

/** Says what to do about a refusal. Empty when nothing is known. */
export function adviceFor(subject: Subject, status: number, text: string): string {
  const known = BY_WORDS.find(([pattern]) => pattern.test(text));
  return known === undefined ? adviceForStatus(subject, status) : known[1](subject);
}

function adviceForStatus({ action, project, runId }: Subject, status: number): string {
  switch (status) {
    case 401:
      return 'The access token is wrong, expired or revoked: set a new one.';
    case 403:
      return action === 'approve'
        ? `The access token's user may not run this job of project "${project}"; a protected environment may let others only.`
        : `The access token's user may not do this in project "${project}".`;
    case 404:
      return `Check that ${runId === undefined ? '' : `pipeline ${runId} of `}project "${project}" exists and that the access token may see it${action === 'start' ? ', or, where a trigger token starts it, that it is one of this project' : ''}.`;
    case 429:
      return 'Ask again later.';
    default:
      return '';
  }
}
