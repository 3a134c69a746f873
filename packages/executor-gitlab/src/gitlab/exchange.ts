import type * as z from 'zod';
import { projectsSchema } from '../answers.ts';
import type { Credentials } from '../credentials.ts';
import { answerError, ledAstrayError, nonsenseError } from '../errors.ts';
import { hasMessage } from '../refusal-text.ts';
import type { Limits } from './limits.ts';
import { createProjectNumbers } from './project-numbers.ts';
import type { Answer, Call, OutgoingRequest, Transport } from './transport.ts';

/** A request about a project. */
export interface ProjectRequest extends Pick<OutgoingRequest, 'method' | 'query' | 'part'> {
  /** Below the project. */
  readonly path: string;
  readonly json?: object | undefined;
  /** Whether the trigger token goes into the body, in place of the access token in a header. @defaultValue false */
  readonly triggers?: boolean;
  /** Whether it does no harm when it is sent again. @defaultValue whether it is a GET */
  readonly repeatable?: boolean;
}

/** An answer of any status, and the error that it comes to where it is no success. */
export interface Exchanged extends Answer {
  /** Makes the error for it. */
  readonly refusal: () => Error;
}

export interface ExchangeOptions {
  readonly credentials: Credentials;
  readonly transport: Transport;
  readonly limits: Limits;
  /** The names of the host that GitLab is on, which no error may tell. */
  readonly hosts: readonly string[];
}

/** Asks GitLab about a project. */
export type Exchange = (call: Call, request: ProjectRequest) => Promise<Exchanged>;

/** Makes what sends requests with what they need: secrets, limits, a project that is reached. */
export function createExchange({ credentials, transport, limits, hosts }: ExchangeOptions): Exchange {
  const numbers = createProjectNumbers();

  async function send(call: Call, path: string, request: Omit<ProjectRequest, 'path'>): Promise<Exchanged> {
    limits.check(call);
    const { method, query, part, triggers } = request;
    const triggerToken = triggers === true ? await credentials.triggerToken?.(call.project, call.signal) : undefined;
    const accessToken = triggerToken === undefined ? await credentials.accessToken(call.signal) : undefined;
    const json = triggerToken === undefined ? request.json : { ...request.json, token: triggerToken };
    const answer = await transport(call, { method, path, query, json, accessToken, part });
    const body = isSuccess(answer) ? '' : decode(answer.body);
    const retryAfterMs = limits.note(call, answer, body);
    const secrets = [triggerToken ?? accessToken, ...hosts].filter((secret) => secret !== undefined);
    const failed = { status: answer.status, body, contentType: answer.headers.get('content-type'), retryAfterMs };
    return { ...answer, refusal: () => answerError(call, failed, secrets) };
  }

  async function lookUp(call: Call): Promise<string | undefined> {
    const query = { search: call.project, search_namespaces: true, simple: true, per_page: 100 };
    const answer = await send(call, '/projects', { method: 'get', query });
    if (!isSuccess(answer)) throw answer.refusal();
    const projects = parseAnswer(call, answer, projectsSchema);
    return projects.find(({ path_with_namespace: path }) => path === call.project)?.id.toString();
  }

  return async (call, { path, ...request }) => {
    const sendNow = () => send(call, `/projects/${numbers.segment(call.project)}${path}`, request);
    const answer = await sendNow();
    if (!leadsNowhere(answer) || !numbers.isUnknown(call.project)) return answer;
    const number = await lookUp(call);
    if (number === undefined) return answer;
    numbers.remember(call.project, number);
    if (request.repeatable ?? request.method === 'get') return sendNow();
    throw ledAstrayError(call, number);
  };
}

/** Tells whether GitLab did what it was asked for. */
export function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

/**
 * Reads the body of a success.
 *
 * @throws ExecutorError
 */
export function parseAnswer<Body>(call: Call, { body }: Answer, schema: z.ZodType<Body>): Body {
  try {
    return schema.parse(JSON.parse(decode(body)));
  } catch {
    throw nonsenseError(call);
  }
}

/** Returns a body as text. */
export function decode(body: Uint8Array): string {
  return new TextDecoder().decode(body);
}

/** Tells whether a refusal is GitLab's own about what it was asked for; one of what is in front of it proves nothing. */
export function isByGitLab({ body }: Answer): boolean {
  return hasMessage(decode(body));
}

function leadsNowhere(answer: Answer): boolean {
  return answer.status === 404 && !isByGitLab(answer);
}
