import type { Clock } from '@sluice/core';
import { Hono } from 'hono';
import type { JenkinsUser } from './access.ts';
import { requestHandler, type SimulatorEnvironment } from './call.ts';
import { controlRoutes } from './control-routes.ts';
import { createControls, type JenkinsControls } from './controls.ts';
import type { JenkinsJobOptions } from './job.ts';
import { Refusal } from './refusal.ts';
import { HANDLERS } from './routes.ts';
import { createState } from './state.ts';

/** What a simulated Jenkins is made from: its users, jobs and time. @public */
export interface JenkinsSimulatorOptions {
  /** What time it is: where every build stands is derived from it. @defaultValue the system's clock */
  readonly clock?: Pick<Clock, 'now'> | undefined;
  /** How much faster than their scripts builds run; quiet periods too. @defaultValue 1 */
  readonly speed?: number | undefined;
  /** @defaultValue one user `sluice` with the API token `simulator-token` */
  readonly users?: readonly JenkinsUser[] | undefined;
  /** Path that Jenkins has on its server, such as `/jenkins`. @defaultValue none */
  readonly contextPath?: string | undefined;
  /**
   * What Jenkins takes for its address and names in `Location`; behind a proxy it need not be the one under which it
   * is reached.
   *
   * @defaultValue the address under which it is reached, with the context path
   */
  readonly rootUrl?: string | undefined;
  /** Whether POSTs with a password need a crumb. @defaultValue true */
  readonly useCrumbs?: boolean | undefined;
  /** Whether the plugin is installed that answers `wfapi` calls. @defaultValue true */
  readonly hasStageView?: boolean | undefined;
  /** @defaultValue none */
  readonly jobs?: readonly JenkinsJobOptions[] | undefined;
}

/**
 * A Jenkins that runs scripts instead of builds.
 *
 * @public
 */
export interface JenkinsSimulator extends JenkinsControls {
  /** Jenkins' API below the context path, and the methods under `/_control` there. */
  readonly app: Hono<SimulatorEnvironment>;
}

/**
 * Makes a simulated Jenkins: no network, no timers.
 *
 * @example
 * ```ts
 * const clock = createVirtualClock();
 * const simulator = createJenkinsSimulator({
 *   clock,
 *   jobs: [{ path: 'platform/bootstrap', parameters: [{ name: 'ENVIRONMENT', type: 'string' }] }],
 * });
 * ```
 * @public
 */
export function createJenkinsSimulator(options: JenkinsSimulatorOptions = {}): JenkinsSimulator {
  const clock = options.clock ?? { now: Date.now };
  const contextPath = options.contextPath ?? '';
  const state = createState({
    now: () => clock.now(),
    speed: options.speed ?? 1,
    users: options.users ?? [{ user: 'sluice', apiToken: 'simulator-token' }],
    contextPath,
    rootUrl: options.rootUrl?.replace(/\/+$/, ''),
    useCrumbs: options.useCrumbs ?? true,
    hasStageView: options.hasStageView ?? true,
  });
  const controls = createControls(state);
  for (const job of options.jobs ?? []) controls.addJob(job);
  const app = new Hono<SimulatorEnvironment>();
  app.route(`${contextPath}/_control`, controlRoutes(controls));
  app.all('*', requestHandler(state, HANDLERS));
  app.onError((error, context) => {
    return error instanceof Refusal ? error.response() : context.text(error.message, 500);
  });
  return { app, ...controls };
}
