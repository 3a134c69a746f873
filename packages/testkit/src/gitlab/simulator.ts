import type { Clock } from '@sluice/core';
import { Hono } from 'hono';
import type { GitLabToken } from './access.ts';
import type { SimulatorEnvironment } from './call.ts';
import { controlRoutes } from './control-routes.ts';
import { createControls, type GitLabControls } from './controls.ts';
import type { GitLabProjectOptions } from './project.ts';
import { createRateLimiter, type GitLabRateLimit } from './rate-limit.ts';
import { apiRoutes } from './routes.ts';
import { createState } from './state.ts';

/** What a simulated GitLab is made from: its projects, tokens and time. @public */
export interface GitLabSimulatorOptions {
  /** What time it is: where every pipeline stands is derived from it. @defaultValue the system's clock */
  readonly clock?: Pick<Clock, 'now'> | undefined;
  /** @defaultValue one token `simulator-token` of a maintainer */
  readonly tokens?: readonly GitLabToken[] | undefined;
  /** How much faster than their scripts pipelines run. @defaultValue 1 */
  readonly speed?: number | undefined;
  /** @defaultValue none */
  readonly projects?: readonly GitLabProjectOptions[] | undefined;
  /** @defaultValue none, as a self-managed GitLab comes */
  readonly rateLimit?: GitLabRateLimit | undefined;
  /** Whether it has no `/trigger_jobs`, only `/bridges`, as before GitLab 19.2. @defaultValue false */
  readonly lacksTriggerJobs?: boolean | undefined;
  /** Whether a proxy before it turns the `%2F` of project paths into `/`, so that they lead nowhere. @defaultValue false */
  readonly decodesSlashes?: boolean | undefined;
}

/**
 * A GitLab that runs scripts instead of pipelines.
 *
 * @public
 */
export interface GitLabSimulator extends GitLabControls {
  /** GitLab's API under `/api/v4`, and the simulator's own methods under `/_control`. */
  readonly app: Hono<SimulatorEnvironment>;
}

/**
 * Makes a simulated GitLab: no network, no timers.
 *
 * @example
 * ```ts
 * const clock = createVirtualClock();
 * const simulator = createGitLabSimulator({ clock, projects: [{ path: 'platform/bootstrap' }] });
 * ```
 * @public
 */
export function createGitLabSimulator(options: GitLabSimulatorOptions = {}): GitLabSimulator {
  const clock = options.clock ?? { now: Date.now };
  const state = createState({
    now: () => clock.now(),
    speed: options.speed ?? 1,
    tokens: options.tokens ?? [{ token: 'simulator-token' }],
    lacksTriggerJobs: options.lacksTriggerJobs ?? false,
    rateLimiter:
      options.rateLimit === undefined ? () => ({ allowed: true, headers: {} }) : createRateLimiter(options.rateLimit),
  });
  const app = new Hono<SimulatorEnvironment>();
  const controls = createControls(state);
  for (const project of options.projects ?? []) controls.addProject(project);
  if (options.decodesSlashes === true) {
    app.use('/api/v4/*', async (context, next) => {
      if (!/%2f/i.test(new URL(context.req.url).pathname)) return next();
      return context.json({ error: '404 Not Found' }, 404);
    });
  }
  app.route('/api/v4', apiRoutes(state));
  app.route('/_control', controlRoutes(controls));
  app.onError((error, context) => context.text(error.message, 500));
  return { app, ...controls };
}
