import type { Context } from 'hono';
import { authenticate, type Caller } from './access.ts';
import { brokenAnswer, type NodeBindings } from './broken-answer.ts';
import { effectOf, type FaultEffect, type GitLabRoute } from './faults.ts';
import { findProject, type Project } from './project.ts';
import { Refusal, refusal } from './refusal.ts';
import type { SimulatorState } from './state.ts';

/** A request of somebody who is known, to a project that there is. */
export interface Call {
  readonly context: Context<SimulatorEnvironment>;
  readonly caller: Caller;
  readonly project: Project;
  readonly url: URL;
  readonly now: number;
  /** What goes wrong with it. */
  readonly effect: FaultEffect;
}

export interface SimulatorEnvironment {
  Bindings: NodeBindings;
}

export type CallHandler = (call: Call) => Response | Promise<Response>;

/** Wraps the handler of a route: keeps the request, lets faults strike, finds caller and project, answers refusals. */
export function routeHandler(
  state: SimulatorState,
  route: GitLabRoute,
  handler: CallHandler,
): (context: Context<SimulatorEnvironment>) => Promise<Response> {
  return async (context) => {
    const url = new URL(context.req.url);
    state.requests.push({
      route,
      method: context.req.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      body: await context.req.text(),
      at: state.now(),
    });
    const fault = state.faults.take(route);
    const effect = fault === undefined ? { commit: true } : effectOf(fault);
    const response = effect.commit ? await carryOut(state, handler, { context, url, effect }) : new Response(null);
    return brokenAnswer(effect.answer, response, context.env ?? {});
  };
}

async function carryOut(
  state: SimulatorState,
  handler: CallHandler,
  { context, url, effect }: Pick<Call, 'context' | 'url' | 'effect'>,
): Promise<Response> {
  try {
    const caller = authenticate(context.req.raw, state.tokens);
    if (caller === undefined) throw refusal(404, '404 Project Not Found');
    const project = findProject(state.projects, context.req.param('project') ?? '');
    return await handler({ context, caller, project, url, now: state.now(), effect });
  } catch (error) {
    if (error instanceof Refusal) return context.json(error.body, error.status);
    throw error;
  }
}
