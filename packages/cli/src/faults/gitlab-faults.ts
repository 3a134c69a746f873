import { GITLAB_ROUTES, type GitLabFault, gitLabFaultSchema } from '@sluice/testkit';
import { COMMON_FAULTS } from './common-faults.ts';
import type { FaultEntry, FaultTable } from './fault-table.ts';

const FAULTS: Readonly<Record<GitLabFault['kind'], FaultEntry>> = {
  ...COMMON_FAULTS,
  'creation-rate-limit': { does: "refuses as GitLab's limit on new pipelines does, with a 400" },
};

/** What can go wrong with the simulated GitLab. */
export const GITLAB_FAULTS: FaultTable<GitLabFault> = {
  faults: FAULTS,
  calls: GITLAB_ROUTES,
  schema: gitLabFaultSchema,
};
