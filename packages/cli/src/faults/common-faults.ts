import type { GitLabFault, JenkinsFault } from '@sluice/testkit';
import type { FaultArgument, FaultEntry } from './fault-table.ts';

const DELAY: FaultArgument = { name: 'ms', field: 'delayMs' };

/** What can go wrong with every simulator. */
export const COMMON_FAULTS: Readonly<Record<GitLabFault['kind'] & JenkinsFault['kind'], FaultEntry>> = {
  'commit-then-timeout': { does: 'does what was asked, and never answers' },
  'commit-then-502': { does: 'does it, but a proxy answers with 502 and HTML' },
  'commit-then-reset': { does: 'does it, then the connection breaks' },
  'commit-then-partial-answer': { does: 'does it, and the connection breaks in the middle of the answer' },
  'commit-late': { does: 'a proxy answers with 504; what was asked is done that much later', argument: DELAY },
  'late-visibility': { does: 'does it, but lists do not show what is new until that much later', argument: DELAY },
  garbage: { does: 'does it, and answers with a body that makes no sense' },
  reset: { does: 'the connection breaks, and nothing is done' },
  status: { does: 'answers with this status, and does nothing', argument: { name: 'code', field: 'status' } },
  'too-many-requests': {
    does: 'answers with 429, and with Retry-After when it is given',
    argument: { name: 'seconds', field: 'retryAfterSeconds', optional: true },
  },
};
