import type { components } from '../generated/gitlab.ts';

/** The statuses of GitLab 19.5. */
export type GitLabStatus = components['schemas']['KnownStatus'];

/** What of a job counts for the status of its pipeline. */
export interface CountedJob {
  readonly status: GitLabStatus;
  readonly allowFailure: boolean;
}

type Counted = GitLabStatus | 'warning' | 'optional';

/** Which jobs may be there beside a status for it to be the pipeline's; the first rule that fits counts. */
const ONLY: readonly (readonly [GitLabStatus, readonly Counted[]])[] = [
  ['skipped', ['skipped', 'optional']],
  ['success', ['success', 'skipped', 'warning', 'optional']],
  ['created', ['created', 'warning', 'optional']],
  ['preparing', ['preparing', 'warning', 'optional']],
  ['canceled', ['canceled', 'success', 'skipped', 'warning', 'optional']],
  ['pending', ['pending', 'created', 'skipped', 'warning', 'optional']],
];

/** Which job, wherever there is one, decides when none of the rules above fits. */
const ANY: readonly (readonly [GitLabStatus, readonly Counted[]])[] = [
  ['canceling', ['canceling']],
  ['running', ['running', 'pending']],
  ['waiting_for_resource', ['waiting_for_resource']],
  ['manual', ['manual']],
  ['scheduled', ['scheduled']],
  ['preparing', ['preparing']],
  ['running', ['created']],
];

/** Derives the status of a pipeline from its jobs, by GitLab's rules. */
export function compositeStatus(jobs: readonly CountedJob[]): GitLabStatus {
  const counted = [...new Set(jobs.map(countedAs))];
  const only = ONLY.find(([, accepted]) => counted.every((status) => accepted.includes(status)));
  if (only !== undefined) return only[0];
  return ANY.find(([, deciding]) => counted.some((status) => deciding.includes(status)))?.[0] ?? 'failed';
}

function countedAs({ status, allowFailure }: CountedJob): Counted {
  if (!allowFailure) return status;
  if (status === 'failed' || status === 'canceled') return 'warning';
  return status === 'manual' ? 'optional' : status;
}
