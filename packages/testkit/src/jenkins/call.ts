import type { Context } from 'hono';
import { brokenAnswer, type NodeBindings } from '../http/broken-answer.ts';
import { authenticate, type Caller } from './access.ts';
import { effectOf, type FaultEffect, type JenkinsRoute } from './faults.ts';
import { findJobByNames, type Job } from './job.ts';
import { LOADING } from './loading.ts';
import { outageAt } from './outage.ts';
import { notFound, Refusal } from './refusal.ts';
import { restart } from './restart.ts';
import { matchRoute, type RouteMatch } from './route-table.ts';
import { buildsAt, type ScheduledBuild } from './schedule.ts';
import { type SimulatorState, settle } from './state.ts';
import { parseTree, pick } from './tree.ts';

/** A request, read. */
interface ReadRequest {
  readonly match: RouteMatch;
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  /** Of the query and of the form. */
  readonly parameters: URLSearchParams;
  /** What goes wrong with it. */
  readonly effect: FaultEffect;
}

/** A request of somebody who is known. */
export interface Call extends ReadRequest {
  readonly state: SimulatorState;
  readonly caller: Caller;
  readonly now: number;
  /** What Jenkins takes for its address. */
  readonly baseUrl: string;
}

export interface SimulatorEnvironment {
  Bindings: NodeBindings;
}

export type CallHandler = (call: Call) => Response;

/** Answers requests: keeps them, lets faults strike, finds out who asks. */
export function requestHandler(
  state: SimulatorState,
  handlers: Readonly<Record<JenkinsRoute, CallHandler>>,
): (context: Context<SimulatorEnvironment>) => Promise<Response> {
  return async (context) => {
    settle(state);
    const request = context.req.raw;
    const { method, headers } = request;
    const url = new URL(request.url);
    const match = matchRoute(method, pathBelow(state.contextPath, url.pathname));
    const body = await request.clone().text();
    state.requests.push({
      route: match.route,
      method,
      path: pathBelow(state.contextPath, url.pathname),
      query: Object.fromEntries(url.searchParams),
      body,
      at: state.now(),
    });
    const parameters = new URLSearchParams([...url.searchParams, ...(await formOf(request))]);
    const fault = state.faults.take(match.route);
    const effect = fault === undefined ? { commit: true } : effectOf(fault);
    const read: ReadRequest = { match, method, url, headers, parameters, effect };
    return brokenAnswer(effect.answer, answer(state, read, handlers[match.route]), context.env ?? {});
  };
}

function answer(state: SimulatorState, request: ReadRequest, handler: CallHandler): Response {
  const { effect } = request;
  const now = state.now();
  if (!effect.commit) return new Response(null);
  if (effect.afterMs !== undefined) {
    const at = now + effect.afterMs;
    state.late.push({ at, happen: () => void carryOut(state, request, { handler, now: at }) });
    return new Response(null);
  }
  if (effect.twice) carryOut(state, request, { handler, now });
  const response = carryOut(state, request, { handler, now });
  if (effect.restart !== undefined) restart(state, effect.restart, now);
  return response;
}

const VERSION = '2.555.1';

function carryOut(
  state: SimulatorState,
  request: ReadRequest,
  { handler, now }: { readonly handler: CallHandler; readonly now: number },
): Response {
  const { url, headers, method } = request;
  if (outageAt(now, state.outages, 'restart') !== undefined) return new Response(LOADING.body, LOADING);
  const response = refusing(() => {
    const caller = authenticate(headers, state.users);
    if (method === 'POST' && state.useCrumbs) state.crumbs.check(caller, headers, now);
    return handler({ ...request, state, caller, now, baseUrl: state.rootUrl ?? `${url.origin}${state.contextPath}` });
  });
  response.headers.set('x-jenkins', VERSION);
  response.headers.set('x-jenkins-session', sessionOf(state));
  return response;
}

/** Makes an answer of a refusal. */
function refusing(act: () => Response): Response {
  try {
    return act();
  } catch (error) {
    if (error instanceof Refusal) return error.response();
    throw error;
  }
}

/** Jenkins draws one at random with each start. */
function sessionOf({ outages }: SimulatorState): string {
  const starts = outages.filter(({ kind }) => kind === 'restart').length + 1;
  return starts.toString(16).padStart(8, '0');
}

function pathBelow(contextPath: string, path: string): string {
  if (!path.startsWith(`${contextPath}/`)) throw notFound();
  return path.slice(contextPath.length);
}

async function formOf(request: Request): Promise<[string, string][]> {
  const type = request.headers.get('content-type') ?? '';
  if (!/x-www-form-urlencoded|multipart\/form-data/i.test(type)) return [];
  try {
    const entries = [...(await request.formData())];
    return entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));
  } catch {
    throw new Refusal(400, 'Bad Request');
  }
}

/** Returns the job that a call names; one that the caller may not read is not there. */
export function jobOf({ state, caller, match }: Call): Job {
  if (!caller.permissions.includes('Job/Read')) throw notFound();
  return findJobByNames(state.jobs, match.job);
}

/** Returns the build that a call names. */
export function buildOf(call: Call): ScheduledBuild {
  const build = buildsAt(jobOf(call), call.state, call.now).find(({ number }) => number === call.match.build);
  if (build === undefined) throw notFound();
  return build;
}

/** Answers with the fields that a call picks. */
export function picked({ parameters }: Call, view: object, fields = '*'): Response {
  const tree = parameters.get('tree');
  return Response.json(tree === null && fields === '*' ? view : pick(view, parseTree(tree ?? fields)));
}
