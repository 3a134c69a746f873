import type { StatusChange, TimelineJob } from './timeline.ts';

interface Stop {
  readonly at: number;
  /** What was asked to stop: the pipeline, this job, or this job without waiting for it. */
  readonly of: 'pipeline' | 'job' | 'force';
}

/** Works into the plan of a job what became of it because somebody asked for it, or for its pipeline, to be stopped. */
export function withStops(
  planned: StatusChange[],
  job: TimelineJob,
  pipelineCancels: readonly number[],
): StatusChange[] {
  const asked = (times: readonly number[], of: Stop['of']): Stop[] => times.map((at) => ({ at, of }));
  const stops = [
    ...asked(pipelineCancels, 'pipeline'),
    ...asked(job.cancels, 'job'),
    ...asked(job.forced, 'force'),
  ].filter(({ at }) => at >= job.from);
  return stops.toSorted((a, b) => a.at - b.at).reduce((changes, stop) => stopped(changes, stop, job), planned);
}

function stopped(changes: StatusChange[], { at, of }: Stop, { script }: TimelineJob): StatusChange[] {
  const before = changes.filter((change) => change.at <= at);
  const ended: StatusChange[] = [...before, { at, status: 'canceled' }];
  switch (before.at(-1)?.status) {
    case 'running': {
      if (of === 'force') return changes;
      // A trigger job has no runner that would have to be waited for.
      if (script.trigger !== undefined) return ended;
      const stopping: StatusChange = { at, status: 'canceling' };
      const { stopMs = 500 } = script;
      return [...before, stopping, ...(stopMs === 'never' ? [] : [{ at: at + stopMs, status: 'canceled' as const }])];
    }
    case 'canceling':
      return of === 'force' ? ended : changes;
    case 'manual':
      // GitLab's CANCELABLE_STATUSES lack `manual`: a pipeline's cancel leaves it, a job's own does not (commit_status.rb).
      return of === 'job' ? ended : changes;
    case 'created':
    case 'pending':
    case 'scheduled':
      return of === 'force' ? changes : ended;
    default:
      return changes;
  }
}
