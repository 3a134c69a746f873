import { JENKINS_ROUTES, type JenkinsFault, jenkinsFaultSchema } from '@sluice/testkit';
import { COMMON_FAULTS } from './common-faults.ts';
import type { FaultEntry, FaultTable } from './fault-table.ts';

const FAULTS: Readonly<Record<JenkinsFault['kind'], FaultEntry>> = {
  ...COMMON_FAULTS,
  loading: { does: 'answers with the 503 page of a Jenkins that starts' },
  restart: {
    does: 'does it, then Jenkins crashes; it answers with 503 for that long',
    argument: { name: 'ms', field: 'downForMs', optional: true },
  },
  coalesced: { does: 'a build request comes twice, and the second answer is passed on: 303' },
  refused: { does: 'a build request is refused by a queue decision handler: 302 to the job' },
  'wrong-location': { does: 'Location names a host that nobody can reach' },
  'queue-item-gone': { does: 'the queue item that is asked for is not readable any more' },
  'log-roll-over': { does: 'the log that is asked for loses what it has so far' },
  'wfapi-missing': { does: 'the pipeline REST API is not installed' },
};

/** What can go wrong with the simulated Jenkins. */
export const JENKINS_FAULTS: FaultTable<JenkinsFault> = {
  faults: FAULTS,
  calls: JENKINS_ROUTES,
  schema: jenkinsFaultSchema,
};
