import { requirePermission } from './access.ts';
import { buildStateAt, buildView } from './build-views.ts';
import { buildOf, type CallHandler, picked } from './call.ts';
import { jobUrlPath } from './job.ts';
import { progressiveLog } from './progressive-log.ts';
import type { StopRequest } from './queue-item.ts';
import { notFound, serverError } from './refusal.ts';

/** Reads a build. */
export const getBuild: CallHandler = (call) => picked(call, buildView(buildOf(call), call.now, call.baseUrl));

/** Asks a build to stop. Its answer does not tell whether there was anything to stop. */
export const stopBuild: CallHandler = (call) => {
  const { caller, match, now, baseUrl } = call;
  const build = buildOf(call);
  const { item, number } = build;
  const by = asStop(match.action);
  if (by !== 'stop' && item.job.kind === 'freestyle') throw notFound();
  requirePermission(caller, 'Job/Cancel');
  const { inProgress } = buildStateAt(build, now);
  if (inProgress) item.stops.push({ by, user: caller.user, at: now });
  if (by !== 'stop' || !inProgress) return new Response(null);
  return new Response(null, { status: 302, headers: { location: `${baseUrl}/${jobUrlPath(item.job)}${number}/` } });
};

function asStop(action: string): StopRequest['by'] {
  return action === 'term' || action === 'kill' ? action : 'stop';
}

/** Reads the log from an offset on. */
export const getLog: CallHandler = (call) => {
  const { state, now, parameters, effect } = call;
  const build = buildOf(call);
  const start = parameters.get('start') ?? '0';
  if (!/^\d+$/.test(start)) throw serverError();
  if (effect.forgets) build.item.logCutAt = now;
  return progressiveLog(build, { start: Number(start), now, speed: state.speed });
};
