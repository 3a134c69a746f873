import type { components } from '../generated/jenkins.ts';
import { buildStateAt } from './build-views.ts';
import { jobUrlPath } from './job.ts';
import { parameterRecord } from './parameters.ts';
import type { ScheduledBuild } from './schedule.ts';

/**
 * When the notification plugin makes a request. `QUEUED` comes when the build begins, too, just before `STARTED`;
 * `COMPLETED` when its result is known, `FINALIZED` when nothing of it goes on.
 *
 * @public
 */
export type JenkinsPhase = 'QUEUED' | 'STARTED' | 'COMPLETED' | 'FINALIZED';

/** A request of the notification plugin; it goes to whatever address the job names. @public */
export interface JenkinsNotification {
  readonly method: 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Where Jenkins stands when it makes a request. */
interface Sender {
  readonly now: number;
  /** What Jenkins takes for its address; nothing: it has none, and names no full address. */
  readonly rootUrl: string | undefined;
}

/**
 * Makes the request for a phase of a build.
 *
 * @throws Error when the build has not come to it
 */
export function notificationOf(build: ScheduledBuild, phase: JenkinsPhase, sender: Sender): JenkinsNotification {
  const at = timesOf(build)[phase];
  if (at === undefined || at.happens > sender.now) {
    throw new Error(`Build ${build.number} of ${build.item.job.fullName} has not come to ${phase}`);
  }
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json;charset=UTF-8' },
    body: JSON.stringify(viewOf(build, phase, { rootUrl: sender.rootUrl, ...at })),
  };
}

/** When something happens, and which time it is told with. */
interface Moment {
  readonly happens: number;
  readonly told: number;
}

function timesOf({ item, startedAt, timeline }: ScheduledBuild): Readonly<Record<JenkinsPhase, Moment | undefined>> {
  const { endedAt, completedAt } = timeline;
  return {
    QUEUED: { happens: startedAt, told: item.enqueuedAt },
    STARTED: { happens: startedAt, told: startedAt },
    COMPLETED: endedAt === undefined ? undefined : { happens: endedAt, told: endedAt },
    FINALIZED: completedAt === undefined ? undefined : { happens: completedAt, told: completedAt },
  };
}

function viewOf(
  build: ScheduledBuild,
  phase: JenkinsPhase,
  { rootUrl, happens, told }: Moment & Pick<Sender, 'rootUrl'>,
): components['schemas']['Notification'] {
  const { item, number, startedAt } = build;
  const name = item.job.segments.at(-1) ?? '';
  const jobUrl = jobUrlPath(item.job);
  const url = `${jobUrl}${number}/`;
  const { result } = buildStateAt(build, happens);
  const shown = item.parameters.filter(({ type }) => type !== 'password');
  return {
    name,
    display_name: name,
    url: jobUrl,
    build: {
      ...(rootUrl === undefined ? {} : { full_url: `${rootUrl}/${url}` }),
      number,
      queue_id: item.id,
      timestamp: Math.round(told),
      duration: phase === 'COMPLETED' || phase === 'FINALIZED' ? Math.round(happens - startedAt) : 0,
      phase,
      ...(result === null ? {} : { status: result }),
      url,
      scm: { changes: [], culprits: [] },
      ...(item.parameters.length === 0 ? {} : { parameters: parameterRecord(shown) }),
      log: '',
      notes: '',
      artifacts: {},
    },
  };
}
