import type { Context } from 'hono';
import { brokenAnswer, type NodeBindings } from '../http/broken-answer.ts';
import { tooManyRequests } from '../http/fixed-answer.ts';
import { authenticate, type Caller, findVisibleProject } from './access.ts';
import { startDuePipelines } from './downstream.ts';
import { effectOf, type FaultEffect, type GitLabRoute } from './faults.ts';
import { type Project, projectNotFound } from './project.ts';
import { Refusal, refusal } from './refusal.ts';
import type { SimulatorState } from './state.ts';

/** A request to a route of the API. */
export interface Call {
  readonly context: Context<SimulatorEnvironment>;
  readonly url: URL;
  readonly now: number;
  /** What goes wrong with it. */
  readonly effect: FaultEffect;
}

/** A request of somebody who is known. */
export interface CallerCall extends Call {
  readonly caller: Caller;
}

/** A request of somebody who is known, to a project that they may see. */
export interface ProjectCall extends CallerCall {
  readonly project: Project;
}

export interface SimulatorEnvironment {
  Bindings: NodeBindings;
}

export type Handler<OneCall = Call> = (call: OneCall) => Response | Promise<Response>;

/** Wraps the handler of a route: keeps the request, counts it, lets faults strike, answers refusals. */
export function routeHandler(
  state: SimulatorState,
  route: GitLabRoute,
  handler: Handler,
): (context: Context<SimulatorEnvironment>) => Promise<Response> {
  return async (context) => {
    const url = new URL(context.req.url);
    const now = state.now();
    state.origin = url.origin;
    state.requests.push({
      route,
      method: context.req.method,
      path: url.pathname,
      query: Object.fromEntries(
        [...url.searchParams].map(([name, value]) => [name, name === 'token' ? HIDDEN : value]),
      ),
      body: withoutTriggerTokens(await context.req.text(), state),
      at: now,
    });
    const fault = state.faults.take(route);
    const effect = fault === undefined ? { commit: true } : effectOf(fault);
    const allowance = state.rateLimiter(now);
    if (!allowance.allowed) {
      const { status = 429, headers, body } = tooManyRequests('Retry later', undefined);
      return new Response(body, { status, headers: { ...headers, ...allowance.headers } });
    }
    startDuePipelines(state, now);
    const response = effect.commit ? await carryOut(handler, { context, url, now, effect }) : new Response(null);
    for (const [name, value] of Object.entries(allowance.headers)) response.headers.set(name, value);
    return brokenAnswer(effect.answer, response, context.env ?? {});
  };
}

const HIDDEN = '[token]';

/** A trigger token is a part of the request. It is no more kept than those in headers are. */
function withoutTriggerTokens(body: string, { projects }: SimulatorState): string {
  const tokens = projects.flatMap(({ triggerTokens }) => triggerTokens.map(({ token }) => token));
  return tokens.reduce((text, token) => text.replaceAll(token, HIDDEN), body);
}

async function carryOut(handler: Handler, call: Call): Promise<Response> {
  try {
    return await handler(call);
  } catch (error) {
    if (error instanceof Refusal) return call.context.json(error.body, error.status);
    throw error;
  }
}

/** Lets only somebody who is known call a handler. */
export function asCaller(state: SimulatorState, handler: Handler<CallerCall>): Handler {
  return (call) => {
    const caller = authenticate(call.context.req.raw, state.tokens);
    if (caller === undefined) throw projectNotFound();
    return handler({ ...call, caller });
  };
}

/** Lets only somebody who may see the project call a handler. A GET under the project's former path is sent on. */
export function inProject(state: SimulatorState, handler: Handler<ProjectCall>): Handler {
  return asCaller(state, (call) => {
    const { context, url, caller } = call;
    const name = context.req.param('project') ?? '';
    const { project, moved } = findVisibleProject(state.projects, name, caller);
    if (!moved) return handler({ ...call, project });
    // `find_project!` in lib/api/helpers.rb: other methods are not sent on.
    if (context.req.method !== 'GET') throw refusal(405, 'Non GET methods are not allowed for moved projects');
    const path = url.pathname.replace(encodeURIComponent(name), String(project.id));
    return context.redirect(`${url.origin}${path}${url.search}`, 301);
  });
}
