import ky, { type Options } from 'ky';
import type * as z from 'zod';
import {
  type Build,
  buildSchema,
  crumbSchema,
  type Jenkins,
  type Job,
  type JobBuilds,
  jenkinsSchema,
  jobBuildsSchema,
  jobSchema,
  type QueueItem,
  queueItemSchema,
  queueSchema,
  type RunDescription,
  runDescriptionSchema,
  TREES,
} from './answers.ts';
import type { Credentials } from './credentials.ts';
import {
  answerError,
  connectionError,
  type FailedAnswer,
  nonsenseError,
  refusedByRule,
  type Subject,
  timeoutError,
  wantsCrumb,
} from './errors.ts';
import { jobPath } from './job-path.ts';
import { queueIdOf } from './location.ts';

/** One call, with what its errors speak of. */
export interface Call extends Subject {
  readonly signal: AbortSignal | undefined;
}

/** A queued start. `merged`: Jenkins had an item with the same parameters already, and this is that one. */
export interface Queued {
  readonly queueId: number;
  readonly merged: boolean;
}

/** A part of a log: what follows `start`, up to `end`. */
export interface LogPart {
  readonly text: Uint8Array;
  /** Offset where to go on; the length of `text` says nothing about it. */
  readonly end: number;
  /** Whether more may come. */
  readonly more: boolean;
}

/** An answer, and which start of Jenkins gave it: after a restart it is another one. */
export interface InSession<Body> {
  readonly body: Body;
  readonly session: string | undefined;
}

/** Which of the job's builds to read: from the newest, 0, on; `to` is not among them. */
export interface BuildRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The calls of Jenkins' API that we make. Each is one request, and none is ever repeated but for a POST that Jenkins
 * turned away at the door because its crumb was out of date.
 */
export interface JenkinsClient {
  getJenkins(call: Call): Promise<Jenkins>;
  getJob(call: Call): Promise<InSession<Job>>;
  buildWithParameters(call: Call, parameters: Readonly<Record<string, string>>): Promise<Queued>;
  /** Reads a queue item; undefined when Jenkins does not know it any more. */
  getQueueItem(call: Call, queueId: number): Promise<QueueItem | undefined>;
  listQueue(call: Call): Promise<readonly QueueItem[]>;
  /** Takes an item out of the queue. Whether it worked is for who looks again: Jenkins answers differently over time. */
  cancelQueueItem(call: Call, queueId: number): Promise<void>;
  getBuild(call: Call, buildNumber: number): Promise<Build>;
  /** Reads builds of the job, newest first, with the number that the next one gets. */
  listBuilds(call: Call, range: BuildRange): Promise<InSession<JobBuilds>>;
  /** Reads the stages of a pipeline; undefined without the plugin that knows them. */
  describeRun(call: Call, buildNumber: number): Promise<RunDescription | undefined>;
  stopBuild(call: Call, buildNumber: number): Promise<void>;
  getLog(call: Call, buildNumber: number, start: number): Promise<LogPart>;
  /** Returns the length of a log, without reading it. */
  getLogSize(call: Call, buildNumber: number): Promise<number>;
}

export interface JenkinsClientOptions {
  /** With the context path, without a slash at the end. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
  readonly fetch: typeof globalThis.fetch | undefined;
  readonly requestTimeoutMs: number;
}

interface Request {
  readonly method: 'get' | 'post';
  /** Below the address of Jenkins. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Drops the body unread. */
  readonly headersOnly?: boolean;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** What an error must not show. */
  readonly secrets: readonly string[];
}

/** Makes the one thing here that talks to Jenkins. */
export function createJenkinsClient(options: JenkinsClientOptions): JenkinsClient {
  const { host } = new URL(options.baseUrl);
  let crumbHeaders: Readonly<Record<string, string>> | undefined;

  async function send(call: Call, request: Request): Promise<Answer> {
    const { authorization, secrets } = await options.credentials.authorize();
    call.signal?.throwIfAborted();
    const timeout = AbortSignal.timeout(options.requestTimeoutMs);
    try {
      const response = await ky(`${options.baseUrl}${request.path}`, {
        ...partsOf(request),
        ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
        headers: { ...request.headers, authorization },
        signal: call.signal === undefined ? timeout : AbortSignal.any([call.signal, timeout]),
        timeout: false,
        retry: 0,
        redirect: 'manual',
        throwHttpErrors: false,
      });
      const { status, headers } = response;
      const body = await readBody(response, request.headersOnly === true && status === 200);
      return { status, headers, body, secrets: /[.:]/.test(host) ? [...secrets, host] : secrets };
    } catch (error) {
      call.signal?.throwIfAborted();
      throw timeout.aborted ? timeoutError(call, options.requestTimeoutMs) : connectionError(call, error);
    }
  }

  async function get(call: Call, request: Omit<Request, 'method'>): Promise<Answer> {
    const answer = await send(call, { ...request, method: 'get' });
    if (answer.status !== 200) throw refusalOf(call, answer);
    return answer;
  }

  /** Reads what may not be there. */
  async function getIfThere(call: Call, request: Omit<Request, 'method'>): Promise<Answer | undefined> {
    const answer = await send(call, { ...request, method: 'get' });
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw refusalOf(call, answer);
    return answer;
  }

  async function post(call: Call, request: Omit<Request, 'method'>): Promise<Answer> {
    if (!options.credentials.needsCrumb) return send(call, { ...request, method: 'post' });
    const used = crumbHeaders ?? (await fetchCrumb(call));
    const answer = await send(call, { ...request, method: 'post', headers: used });
    if (!wantsCrumb(failedAnswer(answer))) return answer;
    // Jenkins turns a crumb away before it looks at what is asked, so to send this once more starts nothing twice.
    return send(call, { ...request, method: 'post', headers: await fetchCrumb(call) });
  }

  /** A crumb is good only with the cookie of the session that it was made in. */
  async function fetchCrumb(call: Call): Promise<Readonly<Record<string, string>>> {
    const before: Call = call.action === 'start' ? { ...call, action: 'check' } : call;
    const answer = await getIfThere(before, { path: '/crumbIssuer/api/json' });
    if (answer === undefined) {
      crumbHeaders = {};
    } else {
      const { crumb, crumbRequestField } = parse(before, answer, crumbSchema);
      if (!/^[\w-]+$/.test(crumbRequestField) || !/^[\x21-\x7e]+$/.test(crumb)) throw nonsenseError(before);
      const cookie = answer.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
      crumbHeaders = { [crumbRequestField]: crumb, ...(cookie.length === 0 ? {} : { cookie: cookie.join('; ') }) };
    }
    return crumbHeaders;
  }

  return {
    async getJenkins(call) {
      return parse(call, await get(call, { path: '/api/json', query: { tree: TREES.jenkins } }), jenkinsSchema);
    },
    async getJob(call) {
      const answer = await get(call, { path: `${jobPath(call.job)}/api/json`, query: { tree: TREES.job } });
      return { body: parse(call, answer, jobSchema), session: sessionOf(answer) };
    },
    async buildWithParameters(call, parameters) {
      const answer = await post(call, { path: `${jobPath(call.job)}/buildWithParameters`, form: parameters });
      const queueId = queueIdOf(answer.headers.get('location'));
      const { status } = answer;
      const isQueued = status === 201 || status === 303;
      if (isQueued && queueId !== undefined) return { queueId, merged: status === 303 };
      if (isQueued || queueId !== undefined) throw nonsenseError(call);
      throw status === 302 ? refusedByRule(call) : refusalOf(call, answer);
    },
    async getQueueItem(call, id) {
      const answer = await getIfThere(call, { path: `/queue/item/${id}/api/json`, query: { tree: TREES.item } });
      return answer === undefined ? undefined : parse(call, answer, queueItemSchema);
    },
    async listQueue(call) {
      const answer = await get(call, { path: '/queue/api/json', query: { tree: `items[${TREES.item}]` } });
      return parse(call, answer, queueSchema).items;
    },
    async cancelQueueItem(call, id) {
      const answer = await post(call, { path: '/queue/cancelItem', query: { id } });
      if (answer.status >= 400 && ![404, 422, 500].includes(answer.status)) throw refusalOf(call, answer);
    },
    async getBuild(call, buildNumber) {
      const path = `${jobPath(call.job)}/${buildNumber}/api/json`;
      return parse(call, await get(call, { path, query: { tree: TREES.build } }), buildSchema);
    },
    async listBuilds(call, { from, to }) {
      const tree = `nextBuildNumber,allBuilds[${TREES.build}]{${from},${to}}`;
      const answer = await get(call, { path: `${jobPath(call.job)}/api/json`, query: { tree } });
      return { body: parse(call, answer, jobBuildsSchema), session: sessionOf(answer) };
    },
    async describeRun(call, buildNumber) {
      const answer = await getIfThere(call, { path: `${jobPath(call.job)}/${buildNumber}/wfapi/describe` });
      return answer === undefined ? undefined : parse(call, answer, runDescriptionSchema);
    },
    async stopBuild(call, buildNumber) {
      const answer = await post(call, { path: `${jobPath(call.job)}/${buildNumber}/stop` });
      if (answer.status >= 400) throw refusalOf(call, answer);
    },
    async getLog(call, buildNumber, start) {
      const answer = await get(call, { path: logPath(call, buildNumber), query: { start } });
      return { text: answer.body, end: logEnd(call, answer), more: answer.headers.get('x-more-data') === 'true' };
    },
    async getLogSize(call, buildNumber) {
      const path = logPath(call, buildNumber);
      return logEnd(call, await get(call, { path, query: { start: 0 }, headersOnly: true }));
    },
  };
}

function partsOf({ method, query, form }: Request): Options {
  return {
    method,
    ...(query === undefined ? {} : { searchParams: { ...query } }),
    ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
  };
}

async function readBody(response: Response, unread: boolean): Promise<Uint8Array> {
  if (!unread) return new Uint8Array(await response.arrayBuffer());
  await response.body?.cancel();
  return new Uint8Array();
}

function failedAnswer({ status, headers, body }: Answer): FailedAnswer {
  return {
    status,
    body: decode(body),
    contentType: headers.get('content-type'),
    retryAfter: headers.get('retry-after'),
    byJenkins: headers.has('x-jenkins'),
  };
}

function refusalOf(call: Call, answer: Answer): Error {
  return isSuccess(answer.status) ? nonsenseError(call) : answerError(call, failedAnswer(answer), answer.secrets);
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function sessionOf({ headers }: Answer): string | undefined {
  return headers.get('x-jenkins-session') ?? undefined;
}

function logPath(call: Call, buildNumber: number): string {
  return `${jobPath(call.job)}/${buildNumber}/logText/progressiveText`;
}

function logEnd(call: Call, { headers }: Answer): number {
  const size = headers.get('x-text-size') ?? '';
  if (!/^\d{1,15}$/.test(size)) throw nonsenseError(call);
  return Number(size);
}

function parse<Body>(call: Call, answer: Answer, schema: z.ZodType<Body>): Body {
  try {
    return schema.parse(JSON.parse(decode(answer.body)));
  } catch {
    throw nonsenseError(call);
  }
}

function decode(body: Uint8Array): string {
  return new TextDecoder().decode(body);
}
